import type { WatchedVideo } from '../media-types.ts'

/** What a freeze watch looks at and whom it tells. */
export interface FreezeWatchOptions {
  /** Videos that should move. */
  videos: () => readonly WatchedVideo[]
  /** A video froze although its packets come, or moves again. */
  changed: (id: string, isFrozen: boolean) => void
}

const INTERVAL_MS = 250
/** A video that stands this long is looked at more closely. */
const STANDING_MS = 800

interface Standing {
  frameAt: number
  since: number
  counted: { packets: number; frames: number } | undefined
  isFrozen: boolean
}

/**
 * Notices videos that stand still because too much of them is lost on the way
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

  /** Ends the watch. */
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
    const videos = this.#options.videos()
    const ids = new Set(videos.map(({ id }) => id))
    for (const id of this.#standing.keys()) if (!ids.has(id)) this.#standing.delete(id)
    for (const video of videos) await this.#lookAt(video)
  }

  async #lookAt(video: WatchedVideo): Promise<void> {
    const frameAt = video.lastFrameAt()
    if (frameAt === undefined) return
    const now = performance.now()
    const standing = this.#standing.get(video.id)
    if (standing?.frameAt === frameAt) {
      if (now - standing.since >= STANDING_MS) await this.#examine(video, standing)
      return
    }
    this.#standing.set(video.id, { frameAt, since: now, counted: undefined, isFrozen: false })
    if (standing?.isFrozen) this.#options.changed(video.id, false)
  }

  /** Frozen is what brings packets and no frames from one look to the next. */
  async #examine({ id, count }: WatchedVideo, standing: Standing): Promise<void> {
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
