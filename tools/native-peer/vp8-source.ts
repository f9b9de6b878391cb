import type { RtpParameters } from '../../protocol/index.ts'
import { nextStampNumber, type MediaSource, type PacketSink } from './media-source.ts'
import { nextDue, startPacing, stopPacing, type Paced } from './pacer.ts'
import { randomSsrc } from './rtp.ts'
import { Vp8Layer, VP8_EXTENSION_IDS, VP8_PAYLOAD_TYPE, type Vp8LayerOptions } from './vp8-layer.ts'

/** What a camera sends. */
export interface Vp8SourceOptions {
  /** Unique among the sources of one transport. Default `camera`. */
  mid?: string
  /** Captured picture. Default 1280x720. */
  width?: number
  height?: number
  /** Simulcast layers, each half the size of the next. Default 3. */
  layers?: 1 | 2 | 3
  /** Temporal layers of each stream. Default 3 in simulcast, else 1. */
  temporalLayers?: 1 | 3
  /** Frames a second. Default 30. */
  framesPerSecond?: number
  /** Bit/s of each layer, smallest first. Default 100, 300 and 900 kbit/s, or the last of them. */
  bitrates?: readonly number[]
  /** How layers are told apart: by SSRCs that are announced, or as browsers do, by RIDs. Default `ssrc`. */
  naming?: 'ssrc' | 'rid'
}

const DEFAULT_BITRATES = [100_000, 300_000, 900_000]

/**
 * A camera or a shared screen: VP8 in one stream or in simulcast, key frames on
 * request.
 */
export class Vp8Source implements MediaSource, Paced {
  readonly kind = 'video'
  readonly rtpParameters: RtpParameters
  readonly stampNumber = nextStampNumber()
  /** Captured picture, as `producer:create` wants it. */
  readonly captureSize: { width: number; height: number }
  readonly #layers: readonly Vp8Layer[]
  readonly #intervalMs: number
  #sink: PacketSink | undefined
  #startedAt = 0
  #dueAt = 0
  #muted = false

  constructor(options: Vp8SourceOptions = {}) {
    const { mid = 'camera', width = 1280, height = 720, layers = 3, framesPerSecond = 30 } = options
    const { naming = 'ssrc', bitrates = DEFAULT_BITRATES.slice(-layers) } = options
    const temporalLayers = options.temporalLayers ?? (layers > 1 ? 3 : 1)
    this.captureSize = { width, height }
    this.#intervalMs = 1000 / framesPerSecond
    const cname = `native-peer-${this.stampNumber}`
    this.#layers = Array.from({ length: layers }, (_, index): Vp8LayerOptions => {
      const scale = 2 ** (layers - 1 - index)
      return {
        index,
        ssrc: randomSsrc(),
        cname,
        stampNumber: this.stampNumber,
        width: Math.round(width / scale),
        height: Math.round(height / scale),
        temporalLayers,
        bytesPerFrame: (bitrates[index] ?? 100_000) / 8 / framesPerSecond,
        ...(naming === 'rid' ? { names: { mid, rid: `r${index}` } } : {}),
      }
    }).map((layer) => new Vp8Layer(layer))
    this.rtpParameters = createRtpParameters({ mid, cname, temporalLayers }, this.#layers)
  }

  get dueAt(): number {
    return this.#dueAt
  }

  start(sink: PacketSink): void {
    this.#sink = sink
    this.#startedAt = performance.now()
    this.#dueAt = this.#startedAt + Math.random() * this.#intervalMs
    startPacing(this)
  }

  stop(): void {
    this.#sink = undefined
    stopPacing(this)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
  }

  /** Switches layers off and on, as a sender does whose viewers do not need them. */
  setActiveLayers(layers: readonly number[]): void {
    for (const layer of this.#layers) layer.setActive(layers.includes(layer.index))
  }

  keyFrameRequested(ssrc: number): void {
    this.#layers.find((layer) => layer.ssrc === ssrc)?.requestKeyFrame()
  }

  /** Begins each layer anew with a key frame, as a page does that is asked to. */
  sendKeyFrame(): void {
    for (const layer of this.#layers) layer.requestKeyFrame()
  }

  /** Key frames sent so far, by layer. */
  get keyFrames(): number[] {
    return this.#layers.map((layer) => layer.keyFrames)
  }

  tick(now: number): void {
    // All layers show the same captured frame, hence the same moment.
    const capturedAt = this.#dueAt - this.#startedAt
    const sink = this.#sink
    if (!this.#muted && sink) {
      for (const layer of this.#layers)
        layer.sendFrame(sink, { sinceStart: capturedAt, startedAt: this.#startedAt })
    }
    this.#dueAt = nextDue(this.#dueAt, this.#intervalMs, now)
  }
}

function createRtpParameters(
  { mid, cname, temporalLayers }: { mid: string; cname: string; temporalLayers: number },
  layers: readonly Vp8Layer[],
): RtpParameters {
  const named = layers.some(({ rid }) => rid !== undefined)
  return {
    mid,
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: VP8_PAYLOAD_TYPE,
        clockRate: 90_000,
        rtcpFeedback: [
          { type: 'nack', parameter: 'pli' },
          { type: 'ccm', parameter: 'fir' },
        ],
      },
    ],
    headerExtensions: named
      ? [
          { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: VP8_EXTENSION_IDS.mid },
          { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: VP8_EXTENSION_IDS.rid },
        ]
      : [],
    encodings: layers.map(({ rid, ssrc }) => ({
      ...(rid === undefined ? { ssrc } : { rid }),
      scalabilityMode: `L1T${temporalLayers}`,
    })),
    rtcp: { cname, reducedSize: true },
  }
}
