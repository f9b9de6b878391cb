import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv4 } from 'node:net'
import type { TransportOptions } from '../../protocol/index.ts'
import { isRtcp } from './rtp.ts'

/**
 * Looks at a media packet as it arrives, encrypted: of SRTP the header is in the
 * clear (RFC 3711, section 3.1).
 *
 * @param bytes - of the packet when it is decrypted
 * @returns whether the library shall decrypt it
 */
export type HeaderListener = (packet: Buffer, bytes: number) => boolean

type Candidate = TransportOptions['iceCandidates'][number]

/** The kernel gives as much of it as `net.core.rmem_max` allows. */
const SOCKET_BUFFER_BYTES = 1024 * 1024
// Of AES-GCM, the only suites that the server offers: RFC 7714, section 14.2.
const SRTP_TAG_BYTES = 16
const LOOPBACK = '127.0.0.1'
const RTP_HEADER_BYTES = 12
// First bytes of RTP and RTCP; STUN and DTLS begin with others: RFC 7983, section 7.
const MEDIA_FIRST = 128
const MEDIA_LAST = 191

/**
 * Stands between the library and the server on the way of one transport, so that
 * not every packet has to be decrypted. The library hands each packet through three
 * threads, which costs more than the packet; here it is counted in the thread in
 * which it arrives, and what nobody needs to look into ends here.
 */
export class MediaTap {
  readonly #taps: readonly CandidateTap[]
  readonly #candidates: readonly Candidate[]

  private constructor(taps: readonly CandidateTap[]) {
    this.#taps = taps
    this.#candidates = taps.map((tap) => tap.candidate)
  }

  /**
   * Opens one socket for each address of the server that it can stand before.
   *
   * @param bindAddress - local address towards the server; loopback where the server is there, else any
   * @throws {Error} when a socket cannot be opened
   */
  static async open(
    { iceCandidates }: TransportOptions,
    bindAddress: string | undefined,
    headerReceived: HeaderListener,
  ): Promise<MediaTap> {
    const taps = await Promise.all(
      iceCandidates
        .filter(isTappable)
        .map(
          async (candidate) => await CandidateTap.open(candidate, { bindAddress, received: headerReceived }),
        ),
    )
    return new MediaTap(taps)
  }

  /** The same transport as it looks from behind the tap. */
  behind(remote: TransportOptions): TransportOptions {
    return { ...remote, iceCandidates: [...this.#candidates] }
  }

  close(): void {
    for (const tap of this.#taps) tap.close()
  }
}

/** Whether a tap can stand before some address of this transport. */
export function canTap({ iceCandidates }: TransportOptions): boolean {
  return iceCandidates.some(isTappable)
}

/** The tap before one address of the server. */
class CandidateTap {
  /** Where the library finds it. */
  readonly candidate: Candidate
  readonly #server: Candidate
  readonly #socket: Socket
  readonly #received: HeaderListener
  #libraryPort: number | undefined

  private constructor(server: Candidate, socket: Socket, received: HeaderListener) {
    this.#server = server
    this.#socket = socket
    this.#received = received
    this.candidate = { ...server, address: LOOPBACK, port: socket.address().port }
    // The library ends a transport in its own time; nothing waits for that.
    socket.unref()
    socket.on('message', (packet, from) => this.#arrived(packet, from))
    // An address that cannot be reached is the business of ICE, which tries the others.
    socket.on('error', () => undefined)
  }

  static async open(
    server: Candidate,
    { bindAddress, received }: { bindAddress: string | undefined; received: HeaderListener },
  ): Promise<CandidateTap> {
    const isLocal = server.address.startsWith('127.')
    const socket = createSocket({ type: 'udp4', recvBufferSize: SOCKET_BUFFER_BYTES })
    const bound = Promise.withResolvers<void>()
    socket.once('error', bound.reject)
    socket.bind(0, bindAddress ?? (isLocal ? LOOPBACK : undefined), bound.resolve)
    await bound.promise
    socket.off('error', bound.reject)
    return new CandidateTap(server, socket, received)
  }

  close(): void {
    this.#socket.close()
  }

  /** This runs for every packet: it creates nothing. */
  #arrived(packet: Buffer, from: RemoteInfo): void {
    if (from.port === this.#server.port && from.address === this.#server.address) {
      if (isRtp(packet) && !this.#received(packet, packet.length - SRTP_TAG_BYTES)) return
      if (this.#libraryPort !== undefined) this.#socket.send(packet, this.#libraryPort, LOOPBACK)
      return
    }
    // Whoever else sends to this port is not asked for: the library is the first one.
    this.#libraryPort ??= from.port
    if (from.port === this.#libraryPort) {
      this.#socket.send(packet, this.#server.port, this.#server.address)
    }
  }
}

function isTappable({ address, protocol }: Candidate): boolean {
  return protocol === 'udp' && isIPv4(address)
}

function isRtp(packet: Buffer): boolean {
  const first = packet[0] ?? 0
  const isMedia = first >= MEDIA_FIRST && first <= MEDIA_LAST
  return isMedia && packet.length >= RTP_HEADER_BYTES + SRTP_TAG_BYTES && !isRtcp(packet)
}
