import type { CaptureResolution, Facing, VideoSize } from '../media-types.ts'

/** Size that each choice asks of the camera. */
export const RESOLUTION_SIZES: Readonly<Record<CaptureResolution, VideoSize>> = {
  '180p': { width: 320, height: 180 },
  '360p': { width: 640, height: 360 },
  '720p': { width: 1280, height: 720 },
  '1080p': { width: 1920, height: 1080 },
}

/** Which camera to open, and how. Empty ids mean the browser's default. */
export interface CameraChoice {
  deviceId: string
  /** The direction that was asked for; null for none in particular. */
  facing: Facing | null
  resolution: CaptureResolution
}

/**
 * How firmly a device is asked for: `exact` fails when it is gone, `ideal` takes
 * another one. Source: W3C Media Capture and Streams, "ConstrainDOMString".
 */
export type Strength = 'exact' | 'ideal'

const CAMERA_FRAMERATE = 30

/** Size and frame rate alone, for a camera that is open already. */
export function videoConstraints(resolution: CaptureResolution): MediaTrackConstraints {
  const { width, height } = RESOLUTION_SIZES[resolution]
  return {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: CAMERA_FRAMERATE, max: CAMERA_FRAMERATE },
  }
}

/** Constraints that open a camera. */
export function cameraConstraints(choice: CameraChoice, strength: Strength): MediaTrackConstraints {
  const { deviceId, facing, resolution } = choice
  const video = videoConstraints(resolution)
  if (deviceId) return { ...video, deviceId: { [strength]: deviceId } }
  // Most cameras do not say where they look; only a person who turned the phone's
  // view around has asked for one direction.
  return { ...video, facingMode: facing ? { [strength]: facing } : { ideal: 'user' } }
}

/** Constraints that open a microphone, with the voice processing of the browser. */
export function microphoneConstraints(deviceId: string, strength: Strength): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { [strength]: deviceId } } : {}),
  }
}

/** Enough for a film in a tab; text needs less. */
const SCREEN_FRAMERATE = { ideal: 15, max: 30 } as const

/** Hints of the Screen Capture draft that TypeScript's library does not know yet. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  systemAudio: 'include' | 'exclude'
  surfaceSwitching: 'include' | 'exclude'
  selfBrowserSurface: 'include' | 'exclude'
  monitorTypeSurfaces: 'include' | 'exclude'
}

/**
 * What to ask when a screen is shared. Voice processing would spoil music and
 * film sound; the shared tab stays audible to its owner.
 * Source: W3C Screen Capture, "DisplayMediaStreamOptions".
 */
export function screenOptions(): DisplayMediaStreamOptions {
  const audio: MediaTrackConstraints & { suppressLocalAudioPlayback: boolean } = {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 2 },
    suppressLocalAudioPlayback: false,
  }
  const options: DisplayOptions = {
    video: { frameRate: SCREEN_FRAMERATE },
    audio,
    systemAudio: 'include',
    surfaceSwitching: 'include',
    // A meeting that shows its own window shows itself in it without end.
    selfBrowserSurface: 'exclude',
    monitorTypeSurfaces: 'include',
  }
  return options
}

/**
 * What a screen gets once it is captured: it may stand still.
 *
 * A page that stands still brings a frame a second. Chromium takes that for its frame rate,
 * and gives each frame the bits of a whole second, so that the first second of a scrolled
 * text fills the line for another one or two. With 0 frames a second for the least, its
 * encoder counts on the highest rate instead, and a page that stands still becomes sharp at
 * that rate too. `getDisplayMedia()` refuses a least value, so that this comes after it.
 * Source: libwebrtc, `video/frame_cadence_adapter.cc`; W3C Screen Capture, "getDisplayMedia()".
 */
export function screenFrameRate(): MediaTrackConstraints {
  return { frameRate: { min: 0, ...SCREEN_FRAMERATE } }
}
