import type { Source } from '../../../protocol/index.ts'
import type { RoomForwarding } from '../forwarding/room-forwarding.ts'
import type { MediaOwner } from '../ports/connection.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { PublisherPort } from '../ports/media-publisher.ts'
import type { Arrival } from './arrival.ts'
import type { SeatChanges, StorableSeat } from './seat-changes.ts'
import type { SeatStops } from './seat-stops.ts'
import type { UplinkGuardOptions } from './uplink-guard.ts'

/** A seat as far as its tracks know it. */
export interface PublishingSeat extends MediaOwner, StorableSeat {
  readonly arrival: Pick<Arrival, 'takeStartsMuted'>
  readonly stops: SeatStops
}

/** What the tracks of a seat work with. */
export interface PublishedTracksOptions {
  seat: PublishingSeat
  publisher: PublisherPort
  forwarding: Pick<RoomForwarding, 'addTrack' | 'removeTrack' | 'setMuted' | 'resizeTrack'>
  uplinks: Pick<UplinkGuardOptions, 'watch' | 'limits' | 'address'>
  changes: Pick<SeatChanges, 'tell' | 'tellAtOnce'>
  events: RoomEventSink
  /** Whether the owner may send a source now, by role and rules. */
  maySend: (source: Source) => boolean
}
