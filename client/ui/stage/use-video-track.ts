import { useEffect, useRef, useState, type RefObject, type SyntheticEvent } from 'react'
import { showPromptly } from './show-promptly.ts'

/** A video element's side of a track. */
export interface VideoTrack {
  ref: RefObject<HTMLVideoElement | null>
  /** True once the present track has shown a picture, so that nobody looks at black. */
  hasFrame: boolean
  /** For `onLoadedData` and `onResize`. */
  onFrame: (event: SyntheticEvent<HTMLVideoElement>) => void
}

/**
 * Shows a track in a video element that stays the same while tracks come and go.
 *
 * @param options.isStill - it mostly stands still, as screens do
 * @param options.onRatio - called with the shape of the picture whenever it changes
 */
export function useVideoTrack(
  track: MediaStreamTrack | undefined,
  { isStill = false, onRatio }: { isStill?: boolean; onRatio?: (ratio: number) => void } = {},
): VideoTrack {
  const ref = useRef<HTMLVideoElement>(null)
  const [shownId, setShownId] = useState<string>()
  useEffect(() => {
    const video = ref.current
    if (!video) return
    if (track && isStill) showPromptly(video, track)
    else video.srcObject = track ? new MediaStream([track]) : null
    // Autoplay starts muted video everywhere; a refusal only delays the first frame.
    if (track) void video.play().catch(() => undefined)
  }, [track, isStill])
  return {
    ref,
    hasFrame: track !== undefined && shownId === track.id,
    onFrame: (event) => {
      const { videoWidth, videoHeight } = event.currentTarget
      // A 2x2 picture is what browsers report before the first real frame.
      if (!track || videoWidth < 3 || videoHeight < 3) return
      setShownId(track.id)
      onRatio?.(videoWidth / videoHeight)
    },
  }
}
