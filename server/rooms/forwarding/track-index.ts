import type { Source } from '../../../protocol/index.ts'
import type { PublishedTrack } from './view-planner.ts'

/** All tracks of a room, so that no plan has to search for one. */
export class TrackIndex {
  readonly #bySource = new Map<string, PublishedTrack>()
  readonly #byProducer = new Map<string, PublishedTrack>()
  /** How many tracks come in each codec. */
  readonly #codecs = new Map<string, number>()
  readonly #sources: Readonly<Record<Source, Map<string, PublishedTrack>>> = {
    microphone: new Map(),
    camera: new Map(),
    screen: new Map(),
    'screen-audio': new Map(),
  }

  add(track: PublishedTrack): void {
    this.#bySource.set(trackKey(track), track)
    this.#count(this.#byProducer.get(track.producerId)?.codec, -1)
    this.#count(track.codec, 1)
    this.#byProducer.set(track.producerId, track)
    this.#sources[track.source].set(track.producerId, track)
  }

  remove(producerId: string): void {
    const track = this.#byProducer.get(producerId)
    if (!track) return
    this.#byProducer.delete(producerId)
    this.#count(track.codec, -1)
    this.#sources[track.source].delete(producerId)
    const slot = trackKey(track)
    if (this.#bySource.get(slot) === track) this.#bySource.delete(slot)
  }

  find(participantId: string, source: Source): PublishedTrack | undefined {
    return this.#bySource.get(trackKey({ participantId, source }))
  }

  get(producerId: string): PublishedTrack | undefined {
    return this.#byProducer.get(producerId)
  }

  /** All tracks of one kind, the oldest first. */
  from(source: Source): Iterable<PublishedTrack> {
    return this.#sources[source].values()
  }

  get all(): Iterable<PublishedTrack> {
    return this.#byProducer.values()
  }

  /** Whether some track comes in none of these codecs, MIME types in lower case. */
  needsMoreThan(codecs: ReadonlySet<string>): boolean {
    return [...this.#codecs.keys()].some((codec) => !codecs.has(codec))
  }

  #count(codec: string | undefined, step: number): void {
    if (codec === undefined) return
    const count = (this.#codecs.get(codec) ?? 0) + step
    if (count > 0) this.#codecs.set(codec, count)
    else this.#codecs.delete(codec)
  }
}

/** Names what somebody publishes, whichever producer carries it. */
export function trackKey({
  participantId,
  source,
}: Pick<PublishedTrack, 'participantId' | 'source'>): string {
  return `${participantId}:${source}`
}
