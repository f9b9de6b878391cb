import type { CheckPath, RequestReply } from '../../protocol/index.ts'
import type { NativeChannel } from '../../tools/native-peer/native-channel.ts'
import { NativeTransport } from '../../tools/native-peer/native-transport.ts'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import type { SignalingClient } from '../../tools/native-peer/signaling-client.ts'

const STREAM = { streamId: 1, ordered: false, maxRetransmits: 0 }

/** A line of a check whose media and messages come back. */
export interface NativeLine {
  readonly opened: RequestReply<'check:open'>
  readonly consumer: RequestReply<'check:echo'>['consumer']
  /** RTP packets that came back. */
  readonly received: readonly Buffer[]
  /** Where messages go out, and where they come back. */
  readonly out: NativeChannel
  readonly back: NativeChannel
  readonly transports: readonly NativeTransport[]
  /** Begins to speak. */
  speak(): void
  close(): void
}

/**
 * Opens a line of a check, with a microphone and a data channel.
 *
 * @throws {ProtocolError} when the server refuses
 */
export async function openNativeLine(
  signaling: SignalingClient,
  path: CheckPath = 'any',
  payloadBytes = 80,
): Promise<NativeLine> {
  const opened = await signaling.request('check:open', { path })
  const microphone = new OpusSource({ level: -20, payloadBytes })
  const { consumer } = await signaling.request('check:echo', {
    kind: 'audio',
    rtpParameters: microphone.rtpParameters,
    rtpCapabilities: nativeCapabilities(signaling.welcome.rtpCapabilities),
  })
  const { dataConsumer } = await signaling.request('check:channel', { sctpStreamParameters: STREAM })
  const received: Buffer[] = []
  const send = new NativeTransport({
    remote: opened.transports.send,
    direction: 'send',
    channels: [{ label: 'check', stream: STREAM }],
  })
  const receive = new NativeTransport({
    remote: opened.transports.receive,
    direction: 'receive',
    channels: [{ label: 'check', stream: dataConsumer.sctpStreamParameters }],
    rtpReceived: (packet) => received.push(Buffer.from(packet)),
  })
  const transports = [send, receive]
  for (const { id, dtlsParameters } of transports) {
    await signaling.request('check:connect', { transportId: id, dtlsParameters })
  }
  await Promise.all(transports.map(async (transport) => await transport.start()))
  return {
    opened,
    consumer,
    received,
    transports,
    out: send.channel('check'),
    back: receive.channel('check'),
    speak: () => microphone.start(send),
    close: () => {
      microphone.stop()
      for (const transport of transports) transport.close()
    },
  }
}
