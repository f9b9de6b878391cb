/** What the watch needs of a received picture. */
export interface WatchedPicture {
  readonly id: string
  /** Grows with each frame that is shown; undefined before the first. */
  lastFrameAt: () => number | undefined
  /** Counters of the stream: packets that came or were missed, and frames that were decoded. */
  count: () => Promise<{ packets: number; frames: number } | undefined>
}

/** What is watched for frozen pictures, and who is told. */
export interface FreezeWatchOptions {
  /** Pictures that should move. */
  pictures: () => readonly WatchedPicture[]
  /** A picture froze although its packets come, or moves again. */
  changed: (id: string, isFrozen: boolean) => void
}

const INTERVAL_MS = 250
/** A picture that stands this long is looked at more closely. */
const STANDING_MS = 800

interface Standing {
  frameAt: number
  since: number
  counted: { packets: number; frames: number } | undefined
  isFrozen: boolean
}

/**
 * Notices pictures that stand still because too much of them is lost on the way
 * here. The server tells when it sends nothing; that it sends in vain only shows here.
 */
export class FreezeWatch {
  readonly #options: FreezeWatchOptions
  readonly #standing = new Map<string, Standing>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(options: FreezeWatchOptions) {
    this.#options = options
    this.#wait()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => {
        if (!this.#closed) this.#wait()
      })
    }, INTERVAL_MS)
  }

  async #look(): Promise<void> {
    const pictures = this.#options.pictures()
    const ids = new Set(pictures.map(({ id }) => id))
    for (const id of this.#standing.keys()) if (!ids.has(id)) this.#standing.delete(id)
    for (const picture of pictures) await this.#lookAt(picture)
  }

  async #lookAt(picture: WatchedPicture): Promise<void> {
    const frameAt = picture.lastFrameAt()
    if (frameAt === undefined) return
    const now = performance.now()
    const standing = this.#standing.get(picture.id)
    if (standing?.frameAt === frameAt) {
      if (now - standing.since >= STANDING_MS) await this.#examine(picture, standing)
      return
    }
    this.#standing.set(picture.id, { frameAt, since: now, counted: undefined, isFrozen: false })
    if (standing?.isFrozen) this.#options.changed(picture.id, false)
  }

  /** Frozen is what brings packets and no frames from one look to the next. */
  async #examine({ id, count }: WatchedPicture, standing: Standing): Promise<void> {
    if (standing.isFrozen) return
    const before = standing.counted
    const now = await count()
    standing.counted = now
    if (this.#closed || !before || !now) return
    if (now.packets === before.packets || now.frames !== before.frames) return
    standing.isFrozen = true
    this.#options.changed(id, true)
  }
}
