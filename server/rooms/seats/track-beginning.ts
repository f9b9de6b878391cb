import { KIND_OF_SOURCE, ProtocolError, type RequestParams, type Source } from '../../../protocol/index.ts'
import { tellStopped } from './seat-stops.ts'
import type { PublishedTracksOptions, PublishingSeat } from './track-options.ts'
import type { TrackReservation } from './track-reservations.ts'
import type { TrackTable } from './track-table.ts'

/** @throws {ProtocolError} `bad_request` when kind and source do not fit */
export function requireKind({
  source,
  kind,
}: Pick<RequestParams<'producer:create'>, 'source' | 'kind'>): void {
  if (KIND_OF_SOURCE[source] === kind) return
  throw new ProtocolError('bad_request', `A ${source} is ${KIND_OF_SOURCE[source]}, not ${kind}.`)
}

/**
 * Whether a source may be sent now, by role and rules and by what is sent already.
 *
 * @throws {ProtocolError} `not_allowed`, `screen_required`
 */
export function requireMaySend(
  source: Source,
  maySend: PublishedTracksOptions['maySend'],
  sent: Pick<TrackTable, 'showsScreen'>,
): void {
  if (!maySend(source)) throw new ProtocolError('not_allowed')
  if (source === 'screen-audio' && !sent.showsScreen) throw new ProtocolError('screen_required')
}

/**
 * How a source begins that its owner begins muted or not.
 *
 * @returns `isForced` when it begins muted against their wish, by a host or because they have just come
 */
export function beginSource(
  seat: PublishingSeat,
  source: Source,
  { paused, isStopped }: TrackReservation,
): { stoppedBy: string | null; isForced: boolean } {
  const stoppedBy = seat.stops.begin(source, paused)
  if (paused) return { stoppedBy, isForced: false }
  // Its page did not know, or sends it again by itself.
  if (stoppedBy !== null && !isStopped) tellStopped(seat, source, { name: stoppedBy })
  const isForced = stoppedBy !== null || (source === 'microphone' && seat.arrival.takeStartsMuted())
  return { stoppedBy, isForced }
}
