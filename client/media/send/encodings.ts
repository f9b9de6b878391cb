import type { VideoSize } from '../media-types.ts'

/** One simulcast layer as `RTCRtpSender` takes it. Source: W3C WebRTC, `RTCRtpEncodingParameters`. */
export interface VideoEncoding {
  /** VP8 has one spatial layer in a stream; three temporal ones let a viewer get fewer frames. */
  scalabilityMode: 'L1T3' | 'L1T1'
  scaleResolutionDownBy: number
  maxBitrate: number
  maxFramerate: number
}

// Chromium ignores layers that the captured picture is too small for, from the
// top: with three encodings the best one sends nothing below 960x540. So the
// number of layers follows the picture. Source: libwebrtc, video/config/simulcast.cc
// (`kSimulcastFormats`).
const THREE_LAYERS_FROM = 540
const TWO_LAYERS_FROM = 270

// A picture of half the edge has a quarter of the pixels, and needs somewhat more
// than a quarter of the bits because its pixels differ more from their neighbours.
const BITRATE_PER_DOUBLING = 2 ** 1.5

const CAMERA_FRAMERATE = 30
const SCREEN_FRAMERATE = 30
const FULL_BITRATE_HEIGHT = 720
const MIN_BITRATE = 60_000

/** How many simulcast layers a camera picture is worth, 1 to 3. */
export function cameraLayerCount(size: VideoSize): number {
  const height = shortEdge(size)
  if (height >= THREE_LAYERS_FROM) return 3
  return height >= TWO_LAYERS_FROM ? 2 : 1
}

/**
 * Encodings of a camera, from the smallest layer to the full picture.
 *
 * @param size - captured picture; a phone held upright counts by its short edge
 * @param ceiling - bit/s that all layers together may use, for 720p and above;
 *   smaller pictures get their share of it
 */
export function cameraEncodings(size: VideoSize, ceiling: number): VideoEncoding[] {
  const layers = cameraLayerCount(size)
  const doublings = Math.log2(Math.min(1, shortEdge(size) / FULL_BITRATE_HEIGHT))
  const total = ceiling * BITRATE_PER_DOUBLING ** doublings
  const weights = Array.from({ length: layers }, (_, layer) => BITRATE_PER_DOUBLING ** layer)
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight, layer) => ({
    scalabilityMode: 'L1T3',
    scaleResolutionDownBy: 2 ** (layers - 1 - layer),
    maxBitrate: Math.max(MIN_BITRATE, Math.round((total * weight) / weightSum)),
    maxFramerate: CAMERA_FRAMERATE,
  }))
}

/**
 * Encodings of a shared screen: the picture in full, because text must stay readable, and
 * one temporal layer. A page that stands still brings a frame a second or less, of which
 * mediasoup finds none in one of three layers: it takes that for a line without room, sends
 * nothing, and the next change comes seconds later or never. Without layers there is nothing
 * to choose, so that every frame is sent. (mediasoup 3.27, `SvcConsumer::IncreaseLayer`)
 *
 * @param ceiling - bit/s
 */
export function screenEncodings(ceiling: number): VideoEncoding[] {
  return [
    {
      scalabilityMode: 'L1T1',
      scaleResolutionDownBy: 1,
      maxBitrate: Math.max(MIN_BITRATE, Math.round(ceiling)),
      maxFramerate: SCREEN_FRAMERATE,
    },
  ]
}

function shortEdge({ width, height }: VideoSize): number {
  return Math.min(width, height)
}
