// What the probe reads from a page of the meeting.

/** What one tile shows, and what arrives for it. */
export interface TileReading {
  label: string
  participantId: string
  source: string
  speaking: string
  /** Whether the sound of this person is forwarded here; empty on the own tile. */
  heard: string
  /** Why the picture stands still or is missing; empty while all is well. */
  trouble: string
  /** In CSS pixels. */
  width: number
  height: number
  /** Null where the tile has no visible video element. */
  video: VideoReading | null
  /** Null for pictures that are not received, such as the own one. */
  inbound: InboundReading | null
}

export interface VideoReading {
  width: number
  height: number
  time: number
  frames: number
  paused: boolean
  mirrored: boolean
  /** Device of a local track; empty for received ones. */
  deviceId: string
  facing: string
}

export interface InboundReading {
  ssrc: number
  framesDecoded: number
  frameHeight: number
  codec: string
}

/** One received sound. */
export interface SoundReading {
  track: string
  /** Grows while something is to be heard. Source: W3C Identifiers for WebRTC's Statistics API. */
  energy: number
  samples: number
  codec: string
  /** The element that plays it, if one does. */
  player: { paused: boolean; muted: boolean; volume: number; time: number } | null
}

export interface OutboundReading {
  kind: string
  rid: string
  active: boolean
  frameHeight: number
  framesEncoded: number
  bytesSent: number
  packetsSent: number
}

export interface PathReading {
  dtls: string
  srtpCipher: string
  /** Protocol and type of the selected candidates. */
  protocol: string
  remoteType: string
  /** Port of the server. */
  remotePort: number
}

export interface Reading {
  tiles: TileReading[]
  sounds: SoundReading[]
  /** Pictures that are received, shown or not. */
  videos: number
  outbound: OutboundReading[]
  paths: PathReading[]
}
