import { RtpStreamClock, type PacketSink } from './media-source.ts'
import { createSenderReport, RtpPacketBuilder } from './rtp.ts'
import { stampClock, STAMP_BYTES, writeStamp, type Stamp } from './stamp.ts'
import { VP8_HEADER_BYTES, writeVp8Header, type Vp8Frame } from './vp8-packet.ts'

/** Payload type of VP8 packets. */
export const VP8_PAYLOAD_TYPE = 96
/** Header extensions that name a stream to a server that does not know its SSRC. */
export const VP8_EXTENSION_IDS = { mid: 1, rid: 2 }

/** What a simulcast layer sends. */
export interface Vp8LayerOptions {
  /** 0 for the smallest. */
  index: number
  ssrc: number
  cname: string
  stampNumber: number
  width: number
  height: number
  temporalLayers: 1 | 3
  bytesPerFrame: number
  /** Sent in every packet, where the layer is known by its RID. */
  names?: { mid: string; rid: string }
}

/** A moment of capture: milliseconds since the source began, and when that was. */
export interface CaptureTime {
  sinceStart: number
  startedAt: number
}

const MAX_PAYLOAD_BYTES = 1100
const REPORT_INTERVAL_MS = 1000
// A key frame is larger than others by about this factor where little moves.
const KEY_FRAME_FACTOR = 4
// Temporal layer of each frame in a group: the patterns of L1T1 and L1T3.
const TEMPORAL_PATTERNS = { 1: [0], 3: [0, 2, 1, 2] } as const

/** One stream of a video source. */
export class Vp8Layer {
  readonly index: number
  readonly rid: string | undefined
  readonly #options: Vp8LayerOptions
  readonly #stream: RtpStreamClock
  readonly #packets: RtpPacketBuilder
  #pictureId = Math.floor(Math.random() * 0x7fff)
  #tl0PictureIndex = 0
  #frame = 0
  #patternIndex = 0
  #keyFrameNeeded = true
  #keyFrames = 0
  #active = true
  #reportDueAt = 0

  constructor(options: Vp8LayerOptions) {
    this.#options = options
    this.index = options.index
    this.rid = options.names?.rid
    this.#stream = new RtpStreamClock(options.ssrc, 90_000)
    this.#packets = new RtpPacketBuilder({
      payloadType: VP8_PAYLOAD_TYPE,
      ssrc: options.ssrc,
      maxPayloadBytes: MAX_PAYLOAD_BYTES,
      extensions: options.names
        ? [
            { id: VP8_EXTENSION_IDS.mid, data: Buffer.from(options.names.mid) },
            { id: VP8_EXTENSION_IDS.rid, data: Buffer.from(options.names.rid) },
          ]
        : [],
    })
  }

  get ssrc(): number {
    return this.#options.ssrc
  }

  get keyFrames(): number {
    return this.#keyFrames
  }

  requestKeyFrame(): void {
    this.#keyFrameNeeded = true
  }

  setActive(active: boolean): void {
    // A receiver that gets this layer again has none of its frames, and needs a key frame.
    if (active && !this.#active) this.#keyFrameNeeded = true
    this.#active = active
  }

  /** Sends the next frame, and a sender report when one is due. */
  sendFrame(sink: PacketSink, time: CaptureTime): void {
    if (!this.#active) return
    const isKeyFrame = this.#keyFrameNeeded
    this.#keyFrameNeeded = false
    if (isKeyFrame) {
      this.#keyFrames += 1
      this.#patternIndex = 0
    }
    const pattern = TEMPORAL_PATTERNS[this.#options.temporalLayers]
    const temporalLayer = pattern[this.#patternIndex % pattern.length] ?? 0
    this.#patternIndex += 1
    if (temporalLayer === 0) this.#tl0PictureIndex += 1
    const { width, height } = this.#options
    this.#sendPackets(sink, time, {
      isKeyFrame,
      pictureId: this.#pictureId,
      tl0PictureIndex: this.#tl0PictureIndex,
      temporalLayer,
      width,
      height,
    })
    this.#pictureId = (this.#pictureId + 1) & 0x7fff
    this.#frame += 1
    if (time.sinceStart >= this.#reportDueAt) this.#sendReport(sink, time)
  }

  #sendPackets(sink: PacketSink, time: CaptureTime, frame: Vp8Frame): void {
    let left = Math.round(this.#options.bytesPerFrame * (frame.isKeyFrame ? KEY_FRAME_FACTOR : 1))
    const timestamp = this.#stream.timestamp(time.sinceStart)
    const stamp: Stamp = {
      source: this.#options.stampNumber,
      layer: this.index,
      frame: this.#frame,
      sentAt: stampClock(),
      since: 0,
    }
    for (let isFirst = true; isFirst || left > 0; isFirst = false) {
      const payloadBytes = Math.max(Math.min(left, MAX_PAYLOAD_BYTES), VP8_HEADER_BYTES + STAMP_BYTES)
      left -= payloadBytes
      const sequenceNumber = this.#stream.next(payloadBytes)
      const packet = this.#packets.build({ marker: left <= 0, sequenceNumber, timestamp }, payloadBytes)
      writeVp8Header(packet, this.#packets.payloadOffset, frame, isFirst)
      writeStamp(packet, stamp)
      sink.send(packet)
    }
  }

  /** Without reports from one common clock the server never switches layers. */
  #sendReport(sink: PacketSink, { sinceStart, startedAt }: CaptureTime): void {
    this.#reportDueAt = sinceStart + REPORT_INTERVAL_MS
    sink.send(
      createSenderReport({
        ssrc: this.ssrc,
        cname: this.#options.cname,
        at: performance.timeOrigin + startedAt + sinceStart,
        timestamp: this.#stream.timestamp(sinceStart),
        packets: this.#stream.packets,
        bytes: this.#stream.bytes,
      }),
    )
  }
}
