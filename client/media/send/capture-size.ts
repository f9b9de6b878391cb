import { wholePixels } from '../../numbers.ts'
import type { VideoSize } from '../media-types.ts'

/** Size in pixels of what a track captures; 1280x720 where the browser does not tell. */
export function captureSize(track: MediaStreamTrack): VideoSize {
  const { width = 1280, height = 720 } = track.getSettings()
  return { width, height }
}

/** The same in whole pixels, within the bounds of the protocol. */
export function boundedCaptureSize(track: MediaStreamTrack): VideoSize {
  const { width, height } = captureSize(track)
  return { width: wholePixels(width), height: wholePixels(height) }
}
