import type { Kind, RtpParameters } from '../../protocol/index.ts'

/** Where a source sends its packets. */
export interface PacketSink {
  /** Sends a packet. Afterwards its memory may be used for the next one. */
  send(packet: Buffer): void
}

/** Something that can be published: it makes packets as long as it runs. */
export interface MediaSource {
  readonly kind: Kind
  /** What `producer:create` needs. */
  readonly rtpParameters: RtpParameters
  /** Number in the stamps of its packets. */
  readonly stampNumber: number
  start(sink: PacketSink): void
  /** Ends it for good. */
  stop(): void
  /** Stops or restarts the packets, as a browser does on mute. */
  setMuted(muted: boolean): void
  /** A receiver of this stream asks for a key frame. */
  keyFrameRequested(ssrc: number): void
}

/** Sequence number, counters and clock of one RTP stream. */
export class RtpStreamClock {
  readonly ssrc: number
  readonly #clockRate: number
  readonly #firstTimestamp: number
  #sequenceNumber: number
  #packets = 0
  #bytes = 0

  constructor(ssrc: number, clockRate: number) {
    this.ssrc = ssrc
    this.#clockRate = clockRate
    this.#firstTimestamp = Math.floor(Math.random() * 2 ** 31)
    // Below the middle, so that a first packet that is lost cannot be taken for a
    // wrap: RFC 3711, section 3.3.1, advises the same for SRTP.
    this.#sequenceNumber = Math.floor(Math.random() * 2 ** 15)
  }

  get packets(): number {
    return this.#packets
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The next sequence number; counts a packet with so many bytes of payload. */
  next(payloadBytes: number): number {
    this.#packets += 1
    this.#bytes += payloadBytes
    const current = this.#sequenceNumber
    this.#sequenceNumber = (current + 1) & 0xffff
    return current
  }

  /** RTP timestamp of a moment, given in milliseconds since the source began. */
  timestamp(sinceStart: number): number {
    return (this.#firstTimestamp + Math.round((sinceStart * this.#clockRate) / 1000)) >>> 0
  }
}

let stampNumbers = Math.floor(Math.random() * 2 ** 31)

/** A number for the stamps of a new source, different in every process as a rule. */
export function nextStampNumber(): number {
  stampNumbers = (stampNumbers + 1) >>> 0
  return stampNumbers
}
