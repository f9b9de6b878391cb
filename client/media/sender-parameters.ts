import type { Producer } from 'mediasoup-client/types'
import type { VideoEncoding } from './encodings.ts'

/** Puts another track in place, unless the browser would need a renegotiation for it. */
export async function canReplace(producer: Producer, track: MediaStreamTrack): Promise<boolean> {
  try {
    await producer.replaceTrack({ track })
    return true
  } catch {
    return false
  }
}

/** Brings the layers of a running producer to new bitrates, without renegotiation. */
export async function applyEncodings(
  producer: Producer,
  encodings: readonly VideoEncoding[],
  wantedLayers: number,
): Promise<void> {
  const sender = producer.rtpSender
  if (!sender) return
  const parameters = sender.getParameters()
  parameters.encodings.forEach((encoding, layer) => {
    const wanted = encodings[layer]
    if (wanted) encoding.maxBitrate = wanted.maxBitrate
    encoding.active = layer < wantedLayers
  })
  // Other bitrates are an improvement, no condition: with the former ones it works too.
  await sender.setParameters(parameters).catch(() => undefined)
}

/** Switches layers on and off at the sender. Source: W3C WebRTC, `RTCRtpEncodingParameters.active`. */
export async function activateLayers(producer: Producer, layers: number): Promise<void> {
  const sender = producer.rtpSender
  if (!sender) return
  const parameters = sender.getParameters()
  parameters.encodings.forEach((encoding, layer) => {
    encoding.active = layer < layers
  })
  // Too much that is sent does no harm, and the next wish tries again.
  await sender.setParameters(parameters).catch(() => undefined)
}

/** A shared text stays sharp and loses frames instead, when the line is short of bits. */
export async function preferResolution(producer: Producer): Promise<void> {
  const sender = producer.rtpSender
  if (!sender) return
  // Source: W3C MediaStreamTrack Content Hints, "RTCDegradationPreference".
  const parameters = sender.getParameters() as RTCRtpSendParameters & { degradationPreference?: string }
  parameters.degradationPreference = 'maintain-resolution'
  // Only a hint: browsers that do not know it keep their own way.
  await sender.setParameters(parameters).catch(() => undefined)
}
