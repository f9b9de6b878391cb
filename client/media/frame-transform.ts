import type { Kind, Source } from '../../protocol/index.ts'
import type { TrackOwner } from './track-registry.ts'

/** Whose encoded frames a sender or receiver carries. */
export interface FrameOrigin {
  readonly kind: Kind
  readonly source: Source
  /** A participant's id for what is received, `LOCAL_OWNER` for what this page sends. */
  readonly owner: TrackOwner
}

/**
 * Takes hold of encoded frames between codec and network, for example to encrypt them from
 * end to end. Both methods run in the turn in which the browser created the sender or
 * receiver, before any frame passes, so that an `RTCRtpScriptTransform` set there sees all
 * of them. A browser may use a sender or receiver again for a later track; it is then
 * attached again with the new origin.
 *
 * Neither method may throw: the track would not open, and with a receiver its whole batch.
 * Source: W3C WebRTC Encoded Transform, "RTCRtpScriptTransform".
 */
export interface FrameTransform {
  /** Takes the frames that this page sends. */
  attachSender(sender: RTCRtpSender, origin: FrameOrigin): void
  /** Takes the frames that arrive. */
  attachReceiver(receiver: RTCRtpReceiver, origin: FrameOrigin): void
}
