import { TILE_PIXELS_MAX } from '../../../protocol/index.ts'
import type { PictureSize } from './encodings.ts'

/** Size of what a track captures, as far as the browser tells. */
export function pictureSize(track: MediaStreamTrack): PictureSize {
  const { width = 1280, height = 720 } = track.getSettings()
  return { width, height }
}

/** The same, in the bounds of the protocol. */
export function boundedSize(track: MediaStreamTrack): PictureSize {
  const { width, height } = pictureSize(track)
  const bound = (edge: number): number => Math.min(TILE_PIXELS_MAX, Math.max(1, Math.round(edge)))
  return { width: bound(width), height: bound(height) }
}
