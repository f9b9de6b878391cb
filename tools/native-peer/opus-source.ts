import type { RtpParameters } from '../../protocol/index.ts'
import { nextStampNumber, RtpStreamClock, type MediaSource, type PacketSink } from './media-source.ts'
import { nextDue, startPacing, stopPacing, type Paced } from './pacer.ts'
import { createSenderReport, randomSsrc, RtpPacketBuilder } from './rtp.ts'
import { stampClock, STAMP_BYTES, writeStamp } from './stamp.ts'

/** What a microphone sends. */
export interface OpusSourceOptions {
  /** Unique among the sources of one transport. Default `microphone`. */
  mid?: string
  /** Level in dBov, -126 to 0, or null for silence. Default null. */
  level?: number | null
  /** Payload of a packet of speech in bytes. Default 80, which is 32 kbit/s. */
  payloadBytes?: number
}

const PAYLOAD_TYPE = 111
const LEVEL_EXTENSION_ID = 10
// In each packet: after the fixed header, the head of all extensions and that of this one.
const LEVEL_OFFSET = 12 + 4 + 1
const FRAME_MS = 20
const REPORT_INTERVAL_MS = 1000
// In discontinuous transmission an encoder sends one tiny frame in this time.
const SILENCE_INTERVAL_MS = 400
const SILENCE_LEVEL = 127
const SILENCE_PAYLOAD_BYTES = 2
// Opus table of contents: wide-band speech in one frame of 20 ms, mono. RFC 6716,
// section 3.1.
const TABLE_OF_CONTENTS = 9 << 3

/**
 * A microphone: 50 packets a second while there is a level, a few tiny ones in
 * silence. The level travels in a header extension (RFC 6464), where the server
 * reads it.
 */
export class OpusSource implements MediaSource, Paced {
  readonly kind = 'audio'
  readonly rtpParameters: RtpParameters
  readonly stampNumber = nextStampNumber()
  readonly #stream = new RtpStreamClock(randomSsrc(), 48_000)
  readonly #packets: RtpPacketBuilder
  readonly #cname: string
  readonly #payloadBytes: number
  #sink: PacketSink | undefined
  #level: number | null
  #muted = false
  #startedAt = 0
  #dueAt = 0
  #reportDueAt = 0
  #frame = 0
  #wasSilent = true
  #since = 0

  constructor({ mid = 'microphone', level = null, payloadBytes = 80 }: OpusSourceOptions = {}) {
    this.#level = level
    this.#payloadBytes = Math.max(payloadBytes, 1 + STAMP_BYTES)
    this.#packets = new RtpPacketBuilder({
      payloadType: PAYLOAD_TYPE,
      ssrc: this.#stream.ssrc,
      maxPayloadBytes: this.#payloadBytes,
      // One byte that is different in each packet.
      extensions: [{ id: LEVEL_EXTENSION_ID, data: Buffer.alloc(1) }],
    })
    this.#cname = `native-peer-${this.stampNumber}`
    this.rtpParameters = {
      mid,
      codecs: [
        {
          mimeType: 'audio/opus',
          payloadType: PAYLOAD_TYPE,
          clockRate: 48_000,
          channels: 2,
          parameters: { useinbandfec: 1, usedtx: 1 },
        },
      ],
      headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: LEVEL_EXTENSION_ID }],
      encodings: [{ ssrc: this.#stream.ssrc, dtx: true }],
      rtcp: { cname: this.#cname, reducedSize: true },
    }
  }

  get dueAt(): number {
    return this.#dueAt
  }

  /** Speaks at a level in dBov, -126 to 0, or falls silent with null. */
  setLevel(level: number | null): void {
    this.#level = level
    // Speech begins at once, not after the next tiny frame of silence.
    if (level !== null) this.#dueAt = Math.min(this.#dueAt, performance.now() + FRAME_MS)
  }

  start(sink: PacketSink): void {
    this.#sink = sink
    this.#startedAt = performance.now()
    // Sources that started together do not all send in the same instant.
    this.#dueAt = this.#startedAt + Math.random() * FRAME_MS
    this.#reportDueAt = this.#startedAt
    startPacing(this)
  }

  stop(): void {
    this.#sink = undefined
    stopPacing(this)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
  }

  keyFrameRequested(): void {
    // Every Opus packet can be decoded by itself.
  }

  tick(now: number): void {
    const silent = this.#level === null || this.#muted
    // A muted microphone sends nothing at all, a silent one a few tiny packets and reports.
    if (!this.#muted) {
      this.#sendFrame(silent)
      if (now >= this.#reportDueAt) this.#sendReport(now)
    }
    this.#wasSilent = silent
    this.#dueAt = nextDue(this.#dueAt, silent ? SILENCE_INTERVAL_MS : FRAME_MS, now)
  }

  #sendFrame(silent: boolean): void {
    const level = Math.min(SILENCE_LEVEL, Math.abs(this.#level ?? SILENCE_LEVEL))
    const payloadBytes = silent ? SILENCE_PAYLOAD_BYTES : this.#payloadBytes
    const packet = this.#packets.build(
      {
        // The first packet after silence: RFC 3551, section 4.1.
        marker: this.#wasSilent && !silent,
        sequenceNumber: this.#stream.next(payloadBytes),
        timestamp: this.#stream.timestamp(this.#dueAt - this.#startedAt),
      },
      payloadBytes,
    )
    packet[LEVEL_OFFSET] = (silent ? 0 : 0x80) | level
    packet[this.#packets.payloadOffset] = TABLE_OF_CONTENTS
    if (!silent) {
      const sentAt = stampClock()
      if (this.#wasSilent) this.#since = sentAt
      writeStamp(packet, {
        source: this.stampNumber,
        layer: 0,
        frame: this.#frame,
        sentAt,
        since: this.#since,
      })
    }
    this.#frame += 1
    this.#sink?.send(packet)
  }

  #sendReport(now: number): void {
    this.#reportDueAt = now + REPORT_INTERVAL_MS
    const { ssrc, packets, bytes } = this.#stream
    this.#sink?.send(
      createSenderReport({
        ssrc,
        cname: this.#cname,
        at: performance.timeOrigin + now,
        timestamp: this.#stream.timestamp(now - this.#startedAt),
        packets,
        bytes,
      }),
    )
  }
}
