import type { Source } from '../../../protocol/index.ts'
import type { PublishedTrack } from '../forwarding/view-planner.ts'
import { trackKey } from '../forwarding/track-index.ts'

/** What the notice of one viewer works with. */
export interface UndecodableNoticeOptions {
  /** What the viewer shows or should hear now, and cannot decode. */
  find: () => readonly PublishedTrack[]
  /** Tells the viewer the whole list. */
  tell: (tracks: { participantId: string; source: Source }[]) => void
  /** Hears of each track that was not in the list before. */
  missed: (track: PublishedTrack) => void
}

/** Tells one viewer what it cannot decode: once for each change, and nothing while that is nothing. */
export class UndecodableNotice {
  readonly #options: UndecodableNoticeOptions
  #told: ReadonlySet<string> = new Set()

  constructor(options: UndecodableNoticeOptions) {
    this.#options = options
  }

  update(): void {
    const tracks = this.#options.find()
    const before = this.#told
    const fresh = tracks.filter((track) => !before.has(trackKey(track)))
    if (fresh.length === 0 && tracks.length === before.size) return
    this.#told = new Set(tracks.map(trackKey))
    this.#options.tell(tracks.map(({ participantId, source }) => ({ participantId, source })))
    for (const track of fresh) this.#options.missed(track)
  }

  /** The viewer knows nothing any more. */
  forget(): void {
    this.#told = new Set()
  }
}
