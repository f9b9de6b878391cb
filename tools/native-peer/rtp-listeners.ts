import type { NativeTransportOptions } from './native-transport.ts'
import type { Receiver } from './receiver.ts'

/** Hears the RTP that a transport receives. */
export type RtpListeners = Pick<NativeTransportOptions, 'rtpReceived' | 'headerReceived'>

/**
 * Has a receiver count what a transport receives.
 *
 * @param samplesMedia - whether it counts packets by their headers and looks into a sample alone
 */
export function listenersOf(receiver: Receiver, samplesMedia: boolean): RtpListeners {
  if (!samplesMedia) return { rtpReceived: (packet) => receiver.receive(packet) }
  return {
    headerReceived: (packet, bytes) => receiver.receiveHeader(packet, bytes),
    rtpReceived: (packet) => receiver.receiveContent(packet),
  }
}
