import type { RoomForwarding } from '../forwarding/room-forwarding.ts'
import { CHAT_CHANNEL } from '../ports/channels.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { MediaPeerEvents } from '../ports/media.ts'
import type { Usage } from '../ports/usage.ts'
import type { ReconnectGrace } from './reconnect-grace.ts'
import type { Seat } from './seat.ts'

/** Hears how fast a seat reads what is sent to it alone and to everybody. */
export interface MessageFlow {
  /** A message was dropped for this seat, which reads too slowly. */
  overflowed(seat: Seat): void
  /** The seat has read all that waited for it. */
  drained(seat: Seat): void
}

/** Whom reports of the media engine concern. */
export interface MediaReportsOptions {
  forwarding: RoomForwarding
  messages: MessageFlow
  grace: ReconnectGrace
  events: RoomEventSink
}

/** What the media engine reports about a participant goes to the parts that it concerns. */
export class MediaReports {
  readonly #options: MediaReportsOptions

  constructor(options: MediaReportsOptions) {
    this.#options = options
  }

  /** @param usage - what messages of the participant are charged to */
  of(seat: Seat, usage: Usage): MediaPeerEvents {
    const { forwarding, messages } = this.#options
    return {
      layerChanged: (producerId, layer) => forwarding.received(seat.id, producerId, layer),
      keyFrameWanted: (producerId) => seat.notify('uplink:keyframe', { producerId }),
      downlinkEstimated: (bitsPerSecond) => seat.media?.estimateDownlink(bitsPerSecond),
      consumerStalled: (id, stall) => seat.media?.reportStall(id, stall),
      pathMissing: () => seat.media?.pathMissing(),
      pathFound: () => seat.media?.pathFound(),
      channelOverflowed: (channel) => channel === CHAT_CHANNEL.name && messages.overflowed(seat),
      channelStuck: () => this.#stuck(seat),
      channelCharged: (bytes) => usage.takeArrived({ messages: 1, bytes }),
      channelFlooded: () => this.#flooded(seat),
      channelDrained: (channel) => channel === CHAT_CHANNEL.name && messages.drained(seat),
    }
  }

  /** Ends what a seat does not read. */
  #stuck(seat: Seat): void {
    if (!seat.connection) return
    this.#options.events.emit('participantStuck', { participantId: seat.id })
    this.#options.grace.endMedia(seat, 'reads_too_slowly')
  }

  /** Ends the transports too: what is sent to a closed channel costs the worker as much. */
  #flooded(seat: Seat): void {
    if (!seat.announced) return
    this.#options.events.emit('participantFlooded', { participantId: seat.id })
    this.#options.grace.endMedia(seat, 'rate_limited')
  }
}
