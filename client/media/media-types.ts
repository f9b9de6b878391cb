/** Plain types of capture, shared by every file that handles devices. */

/** What a device is for. */
export type DeviceKind = 'camera' | 'microphone' | 'speaker'

/** A device that can be chosen: its id, and its name as the browser tells it. */
export interface DeviceInfo {
  id: string
  label: string
}

/** Why a device does not work, in terms that a person can act on. */
export type MediaProblem =
  | 'insecure-origin'
  | 'permission-denied'
  | 'permission-denied-by-system'
  | 'not-found'
  | 'in-use'
  | 'overconstrained'
  | 'unsupported'
  | 'unknown'

/** Height of the captured picture, in lines. */
export type CaptureResolution = '180p' | '360p' | '720p' | '1080p'

/** Facing of a camera as in Media Capture and Streams, `VideoFacingModeEnum`. */
export type Facing = 'user' | 'environment'

/** Rough level of a running microphone for meters, 0 to 1. */
export type LevelListener = (level: number) => void

/** Numbers of one track, for people who want to see them. */
export interface TrackStats {
  width: number | null
  height: number | null
  framesPerSecond: number | null
  /** bit/s since the last reading. */
  bitrate: number | null
  /** Share of packets lost since the last reading, 0 to 1. */
  packetLoss: number | null
  /** Milliseconds. */
  roundTripTime: number | null
  path: 'udp' | 'tcp' | null
}
