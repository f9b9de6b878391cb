/**
 * Browsers ignore a request for a key frame that comes within 300 ms of the one before, whichever
 * layer it is for, and mediasoup repeats it only after a second: it waits this long instead.
 * (libwebrtc, `EncoderRtcpFeedback`)
 */
export const BROWSER_KEY_FRAME_PAUSE_MS = 320
// Others answer each request. Whoever comes just after a key frame waits for the next one only
// this long, and a camera is asked ten times a second at most, however many come or ask for it.
const PLAIN_KEY_FRAME_PAUSE_MS = 100

/** What a sender negotiated of feedback, in the form of the protocol and of mediasoup. */
interface NegotiatedFeedback {
  codecs: readonly { mimeType: string; rtcpFeedback?: { type: string }[] | undefined }[]
}

const CONGESTION_FEEDBACK = new Set(['transport-cc', 'goog-remb'])

/**
 * Shortest time between two requests for key frames to one sender, in milliseconds. The first one
 * goes at once; those that come in the pause are one request at its end, unless a key frame comes
 * before. Source: mediasoup documentation, `ProducerOptions.keyFrameRequestDelay`.
 *
 * @param parameters - what the sender negotiated: a browser always takes feedback for congestion control
 */
export function keyFramePauseOf({ codecs }: NegotiatedFeedback): number {
  const feedback = codecs.flatMap(({ rtcpFeedback = [] }) => rtcpFeedback)
  const isBrowser = feedback.some(({ type }) => CONGESTION_FEEDBACK.has(type))
  return isBrowser ? BROWSER_KEY_FRAME_PAUSE_MS : PLAIN_KEY_FRAME_PAUSE_MS
}
