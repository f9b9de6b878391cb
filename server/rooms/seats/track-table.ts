import { ProtocolError, type CaptureFault, type Publication, type Source } from '../../../protocol/index.ts'

/** One track that a seat publishes. */
export interface SeatTrack {
  readonly producerId: string
  readonly source: Source
  /** Its owner muted it, or a host did. */
  muted: boolean
  /** Name of the host who stopped it; null when its owner did, or when it runs. */
  stoppedBy: string | null
  /** The server sends nothing of it, because it sends too much. */
  held: boolean
  /** One or the other, as others know it. */
  paused: boolean
  /** Why its device brings nothing; null while it does. */
  fault: CaptureFault | null
}

/** A track, and whose it is, as events tell it. */
export type Publishing = Pick<SeatTrack, 'producerId' | 'source'> & { participantId: string }

/** Whether nothing of a track may be sent. */
export function isSilent({ muted, held }: SeatTrack): boolean {
  return muted || held
}

/** The tracks of one seat. */
export class TrackTable {
  readonly #tracks = new Map<string, SeatTrack>()

  get producerIds(): string[] {
    return [...this.#tracks.keys()]
  }

  get all(): SeatTrack[] {
    return [...this.#tracks.values()]
  }

  /** What its owner sends, or would if less were sent. */
  get unmuted(): Source[] {
    return this.all.flatMap(({ source, muted }) => (muted ? [] : [source]))
  }

  /** Whether a screen is shown at this moment. */
  get showsScreen(): boolean {
    return this.find('screen')?.paused === false
  }

  /**
   * The tracks as others see them.
   *
   * @param isReachable - whether media of their owner gets through: without a path nobody can tell what a device brings
   */
  publications({ isReachable }: { isReachable: boolean }): Publication[] {
    return this.all.map(({ source, paused, stoppedBy, fault }) => {
      const reason = isReachable ? fault : 'no-path'
      return {
        source,
        paused,
        ...(stoppedBy === null ? {} : { stoppedBy }),
        ...(reason === null ? {} : { fault: reason }),
      }
    })
  }

  add(track: SeatTrack): void {
    this.#tracks.set(track.producerId, track)
  }

  has({ producerId }: SeatTrack): boolean {
    return this.#tracks.has(producerId)
  }

  delete({ producerId }: SeatTrack): void {
    this.#tracks.delete(producerId)
  }

  clear(): void {
    this.#tracks.clear()
  }

  find(source: Source): SeatTrack | undefined {
    return this.all.find((track) => track.source === source)
  }

  /** @throws {ProtocolError} `not_found` */
  require(producerId: string): SeatTrack {
    const track = this.#tracks.get(producerId)
    if (!track) throw new ProtocolError('not_found')
    return track
  }
}
