import type { Producer } from 'mediasoup-client/types'
import type { VideoEncoding } from './encodings.ts'
import { SerialQueue } from '../serial-queue.ts'

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
  await change(producer, (parameters) => {
    parameters.encodings.forEach((encoding, layer) => {
      const wanted = encodings[layer]
      if (wanted) encoding.maxBitrate = wanted.maxBitrate
      encoding.active = layer < wantedLayers
    })
  })
}

/** Switches layers on and off at the sender. Source: W3C WebRTC, `RTCRtpEncodingParameters.active`. */
export async function activateLayers(producer: Producer, layers: number): Promise<void> {
  await change(producer, (parameters) => {
    parameters.encodings.forEach((encoding, layer) => {
      encoding.active = layer < layers
    })
  })
}

/**
 * Sends a key frame of each layer that is on. A browser that knows no such wish goes on as before.
 * Source: W3C WebRTC Extensions, `RTCSetParameterOptions`.
 */
export async function sendKeyFrame(producer: Producer): Promise<void> {
  await change(producer, () => undefined, { keyFrame: true })
}

/** A shared text stays sharp and loses frames instead, when the line is short of bits. */
export async function preferResolution(producer: Producer): Promise<void> {
  // Source: W3C MediaStreamTrack Content Hints, "RTCDegradationPreference".
  await change(producer, (parameters: RTCRtpSendParameters & { degradationPreference?: string }) => {
    parameters.degradationPreference = 'maintain-resolution'
  })
}

const queues = new WeakMap<RTCRtpSender, SerialQueue>()

/**
 * Changes parameters of a sender, one change after another: a browser refuses those
 * that were read before somebody else's change. Source: W3C WebRTC, `setParameters`.
 *
 * Every change is an improvement and no condition, so a browser that refuses one goes
 * on as before; the next wish tries again.
 */
async function change(
  producer: Producer,
  alter: (parameters: RTCRtpSendParameters) => void,
  encodingOptions?: { keyFrame: boolean },
): Promise<void> {
  const sender = producer.rtpSender
  if (!sender) return
  const queue = queues.get(sender) ?? new SerialQueue()
  queues.set(sender, queue)
  await queue
    .run(async () => {
      if (producer.closed) return
      const parameters = sender.getParameters()
      alter(parameters)
      const options = encodingOptions && { encodingOptions: parameters.encodings.map(() => encodingOptions) }
      await sender.setParameters(parameters, options)
    })
    .catch(() => undefined)
}
