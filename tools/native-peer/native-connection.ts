import nodeDataChannel, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel'
import type { SctpStreamParameters, TransportOptions } from '../../protocol/index.ts'
import { NativeChannel } from './native-channel.ts'

/** What a connection of the library is made of. */
interface ConnectionOptions {
  /** As the server described it in the answer to `room:join`. */
  remote: TransportOptions
  /** Local address; by default loopback where the server is there, else any. */
  bindAddress?: string
  /** Claims that the server takes data messages of this size, in order to break its limit. */
  maxMessageSize?: number
}

/**
 * A connection of the library that makes no offers by itself.
 *
 * @param isTapped - whether it speaks with a tap on this machine, and not with the server
 */
export function createConnection(options: ConnectionOptions, isTapped: boolean): PeerConnection {
  const { remote, bindAddress, maxMessageSize } = options
  const isLocal = isTapped || remote.iceCandidates.every(({ address }) => address.startsWith('127.'))
  // A tap is on this machine, and speaks with the server itself.
  const address = (isTapped ? undefined : bindAddress) ?? (isLocal ? '127.0.0.1' : undefined)
  return new nodeDataChannel.PeerConnection('native-peer', {
    iceServers: [],
    // Offers are made here and nowhere else; by default each new channel makes one.
    disableAutoNegotiation: true,
    ...(address === undefined ? {} : { bindAddress: address }),
    ...(maxMessageSize === undefined ? {} : { maxMessageSize }),
  })
}

/** Opens a data channel that both sides know beforehand. */
export function openChannel(
  connection: PeerConnection,
  label: string,
  stream: SctpStreamParameters,
): NativeChannel {
  const channel: DataChannel = connection.createDataChannel(label, {
    negotiated: true,
    id: stream.streamId,
    unordered: stream.ordered === false,
    ...(stream.maxRetransmits === undefined ? {} : { maxRetransmits: stream.maxRetransmits }),
    ...(stream.maxPacketLifeTime === undefined ? {} : { maxPacketLifeTime: stream.maxPacketLifeTime }),
  })
  return new NativeChannel(channel)
}

/**
 * Follows a connection and its track from the beginning to the end of their lives.
 *
 * @param trackChanged - hears that the track opened, or closed
 */
export function watchStates(
  connection: PeerConnection,
  track: Track,
  trackChanged: (isOpen: boolean) => void,
): { opened: Promise<void>; ended: Promise<unknown> } {
  const connectionClosed = Promise.withResolvers<void>()
  const trackClosed = Promise.withResolvers<void>()
  const opened = new Promise<void>((resolve, reject) => {
    connection.onStateChange((state) => {
      if (state === 'failed' || state === 'closed') reject(new Error(`The transport went ${state}.`))
      if (state === 'closed') connectionClosed.resolve()
    })
    track.onOpen(() => {
      trackChanged(true)
      resolve()
    })
    track.onClosed(() => {
      trackChanged(false)
      trackClosed.resolve()
    })
  })
  return { opened, ended: Promise.all([connectionClosed.promise, trackClosed.promise]) }
}
