import type { Consumer } from 'mediasoup-client/types'
import type { ReceivedTrack, WatchedVideo } from '../media-types.ts'
import { countFrames } from '../track-stats.ts'

/** A consumer that is open, with what is known of its track. */
export interface OpenConsumer extends ReceivedTrack {
  consumer: Consumer
  /** The video stands because too much of it is lost on the way. */
  isFrozen: boolean
}

/** What is shown of a consumer. What the server says of a stall counts before what was noticed here. */
export function describe({ participantId, source, paused, stall, isFrozen }: OpenConsumer): ReceivedTrack {
  return { participantId, source, paused, stall: stall ?? (isFrozen ? 'downlink' : null) }
}

/** Whether frames should keep coming: a shared screen may stand still for as long as it likes. */
export function shouldMove({ source, paused, stall }: OpenConsumer): boolean {
  return source === 'camera' && !paused && stall === null
}

/** A consumer's video for whoever watches it. */
export function watchedVideo({ consumer }: OpenConsumer): WatchedVideo {
  return {
    id: consumer.id,
    lastFrameAt: () => lastFrameAt(consumer),
    count: async () => (consumer.closed ? undefined : countFrames(await consumer.getStats())),
  }
}

/**
 * When a consumer last received a frame, on a clock of the browser's; undefined before the
 * first. Source: W3C WebRTC, "getSynchronizationSources".
 */
export function lastFrameAt({ rtpReceiver }: Consumer): number | undefined {
  return latest(rtpReceiver?.getSynchronizationSources().map(({ timestamp }) => timestamp) ?? [])
}

/** The largest of some moments; undefined without any. */
export function latest(moments: readonly number[]): number | undefined {
  return moments.length > 0 ? Math.max(...moments) : undefined
}
