import type { Source, Stall } from '../../protocol/index.ts'

/** Plain types that several folders of media share, and that the state of a session shows. */

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
  /** A policy of the page around this one, or of the browser, forbids it. */
  | 'blocked-by-policy'
  /** It is open, and the system or the browser has muted it. */
  | 'muted'
  /** It is open and brings nothing. */
  | 'no-frames'
  /** It went away while it was in use. */
  | 'disconnected'
  /** The same, and another one has taken over. */
  | 'replaced'
  | 'unknown'

/** Height of the captured picture, in lines. */
export type CaptureResolution = '180p' | '360p' | '720p' | '1080p'

/** Size of a captured video in pixels. */
export interface VideoSize {
  width: number
  height: number
}

/** Facing of a camera as in Media Capture and Streams, `VideoFacingModeEnum`. */
export type Facing = 'user' | 'environment'

/** Rough level of a running microphone for meters, 0 to 1. */
export type LevelListener = (level: number) => void

/** A track that arrives here. */
export interface ReceivedTrack {
  participantId: string
  source: Source
  /** The server keeps it open without sending, because others are louder. */
  paused: boolean
  /** Why the video stands still: own downlink, or their uplink; null while it moves. */
  stall: Stall | null
}

/** A received video, as far as it takes to notice that it froze. */
export interface WatchedVideo {
  /** Id of its consumer. */
  readonly id: string
  /** Grows with each frame that is shown; undefined before the first. */
  lastFrameAt: () => number | undefined
  /** Counters of the stream: packets that came or were missed, and frames that were decoded. */
  count: () => Promise<{ packets: number; frames: number } | undefined>
}

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
