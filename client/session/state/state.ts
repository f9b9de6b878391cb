import type {
  ActorName,
  ChatMessage,
  ErrorCode,
  NextRoom,
  Moderated,
  Participant,
  RequestReply,
  RoomRules,
  RosterList,
  SeatMemory,
  Source,
} from '../../../protocol/index.ts'
import type {
  CaptureResolution,
  DeviceInfo,
  DeviceKind,
  Facing,
  MediaProblem,
  ReceivedTrack,
} from '../../media/media-types.ts'

/**
 * The plain, serialisable state of one visit to a room. Live objects (tracks,
 * transports) never stand here: they are looked up by participant and source.
 */
export interface SessionState {
  phase: Phase
  /** Canonical room name; empty before a room is opened. */
  room: string
  /** A reloaded page is on its way back into its meeting; the prejoin page is left out. */
  isReturning: boolean
  /** Another tab of this browser holds the seat that this one would take. */
  isElsewhere: boolean
  /** When the server stops, in milliseconds since 1970; null while it goes on. */
  stopsAt: number | null
  /** Who is inside, while the person still looks at the prejoin page. */
  preview: { count: number; names: string[] } | null
  connection: Connection
  /** Why the server does not take the connection yet; it is asked again and again. */
  refusal: Failure | null
  self: Participant | null
  /** What holds in the room. */
  rules: RoomRules
  /** Whom hosts show to everybody, large. */
  spotlight: readonly string[]
  /** Whose room it is, as a name; null when it is nobody's. */
  owner: string | null
  /** The meeting ends for all at this time of this machine, in milliseconds since 1970; null while it goes on. */
  ending: { at: number; by: ActorName } | null
  /** What hosts did to this seat. */
  moderation: ModerationState
  /** The way in, as far as more than a name belongs to it. */
  door: DoorState
  /** Who waits to be let in; empty for whoever does not decide about it. */
  lobby: Lobby
  /** What the page before this one kept with the seat; null unless this one took its place. */
  memory: SeatMemory | null
  /** Others by id: everybody in a small room, in a large one those whom the server tells of. */
  participants: Readonly<Record<string, Participant>>
  /** Their ids: oldest seat first, in a large room in the order in which they became known. */
  order: readonly string[]
  /** Whether the server tells of everybody; false in a large room. */
  isWhole: boolean
  /** Everybody in a large room, oneself included, as the server last said. See `countPeople`. */
  count: number
  /** What a large room's lists hold where this page looks at them; null where it does not. */
  windows: Readonly<Record<RosterList, PeopleWindow | null>>
  /** Others who are in the room and whom the server has not named yet, after a join. */
  unlisted: number
  /** Ids known from before a break, kept until the server has named everybody again. */
  unconfirmed: readonly string[]
  /** Holds the floor; null while nobody has spoken yet. May be the own id. */
  dominantSpeaker: string | null
  /** Level in dBov (-127 to 0) of those who speak now, the own id included. */
  speaking: Readonly<Record<string, number>>
  /** Tracks that arrive now, keyed by `trackKey`. */
  received: Readonly<Record<string, ReceivedTrack>>
  chat: ChatState
  local: LocalMedia
  /** How far the server saves under load: 0 not at all, 3 the most. */
  serverLoad: number
  /** The line to this machine takes little more than sound, so pictures come small. */
  downlinkLimited: boolean
  /** Tracks, as `trackKey` names them, that would be shown or heard and cannot be decoded here. */
  undecodable: readonly string[]
  /** Tracks, as `trackKey` names them, that the server sends and this browser could not open. */
  unopened: readonly string[]
  /** What the server last said of an own source that sends too much; null when it never did. */
  uplinkExceeded: { source: Source; action: 'warned' | 'paused' | 'resumed' | 'closed' } | null
  /** Why the last join, or the whole meeting, failed. */
  failure: Failure | null
}

/** What hosts can stop, and ask for: each of the own sources that people switch. */
export const TRACK_SOURCES = ['microphone', 'camera', 'screen'] as const

/** One of these sources. */
export type TrackSource = (typeof TRACK_SOURCES)[number]

/** What hosts did to this seat, as far as it still matters. */
export interface ModerationState {
  /** Who has stopped an own source, as a name, until it is on again. */
  stoppedBy: Readonly<Partial<Record<TrackSource, string>>>
  /** What hosts ask to switch on, one question for each source at most. */
  asked: readonly { source: TrackSource; by: string }[]
  /** The latest thing that was done; another object each time. */
  latest: Moderated | null
}

/**
 * `waiting`: a host decides whether this page comes in, as `door.wait` says. `ended`: the server closed the seat and
 * says why in `failure`.
 */
export type Phase = 'idle' | 'prejoin' | 'joining' | 'waiting' | 'meeting' | 'left' | 'ended'

/** A part of a list as the server last told it; oneself is not on it. */
export interface PeopleWindow {
  /** How many are on the whole list. */
  total: number
  /** Position of the first of `ids`, from 0. */
  from: number
  ids: readonly string[]
  /** What was searched for; empty without a search. */
  search: string
  /** The list's beginning as it was seen last, although the window may stand elsewhere now. */
  head: readonly string[]
}

/**
 * `connected`: signaling and media work. `reconnecting`: signaling is lost and
 * comes back by itself. `repairing`: signaling works, media is being rebuilt.
 * `unreachable`: signaling works, and media has been sought in vain for seconds.
 */
export type Connection = 'connecting' | 'connected' | 'reconnecting' | 'repairing' | 'unreachable'

/** Something that a host says to people who wait. */
interface LobbyMessage {
  /** Counts from 1, in the order in which they came. */
  number: number
  text: string
  by: string
}

/**
 * What a page that is not let in yet waits for. `waiting`: a host decides, or has to come first. `entering`: it was
 * let in and takes its seat. `refused`: it was not let in.
 */
export type Wait =
  | {
      kind: 'waiting'
      /** Under which name. */
      name: string
      /** `host`: nobody who could decide is in the room. */
      for: 'decision' | 'host'
      messages: readonly LobbyMessage[]
    }
  | { kind: 'entering'; name: string }
  | {
      kind: 'refused'
      name: string
      failure: Failure
      /** What the host says to that; null when nothing. */
      reason: string | null
    }

/** The way into the room, as far as more than a name belongs to it. */
export interface DoorState {
  /** The room is the own one: as this browser remembers before the join, as the server says from then on. */
  isMine: boolean
  /** A link claimed so, and the server knows nothing of it. */
  isOwnerLinkRefused: boolean
  /** The room is being made the own one: wished for, under way, or why it did not work. */
  claim: 'none' | 'wished' | 'asking' | Failure
  /** What the page waits for; null when for nothing. */
  wait: Wait | null
}

/** Who waits, as those are told who decide; the first of them, and how many in all. */
export type Lobby = RequestReply<'lobby:list'>

/** What went wrong, for programs and for people. */
export interface Failure {
  code: ErrorCode | 'unreachable' | 'misrouted' | 'unsupported_browser'
  message: string
  /** Where this person is expected now, who was moved. */
  next?: NextRoom | undefined
}

/** The chat as a page shows it. */
export interface ChatState {
  /** True once the data channels are open and history has arrived. */
  ready: boolean
  /** Ordered by sequence number. */
  messages: readonly ChatMessage[]
  /** Own messages that the server has not acknowledged, in sending order. */
  pending: readonly PendingMessage[]
}

/** An own message that the server has not acknowledged. */
export interface PendingMessage {
  clientId: string
  text: string
  to?: string
  /** Set when the server refused it; it then waits for `retryChat` or `discardChat`. */
  refusal?: { code: ErrorCode; message: string }
}

/**
 * `off`: no capture. `starting`: waiting for permission or device. `on`: captured
 * and sent (once joined). A muted microphone is `off` for everybody else, though
 * the device may stay open so that unmuting is instant.
 */
export type CaptureStatus = 'off' | 'starting' | 'on'

/** What this page captures. */
export interface LocalMedia {
  microphone: { status: CaptureStatus; problem: MediaProblem | null }
  camera: {
    status: CaptureStatus
    problem: MediaProblem | null
    /** Facing mode in use, where the browser tells it. */
    facing: Facing | null
    resolution: CaptureResolution
  }
  screen: { status: CaptureStatus; hasAudio: boolean; problem: MediaProblem | null }
  /** True while the microphone is muted and hears speech. */
  talkingWhileMuted: boolean
  /** Devices that can be chosen; labels are empty until permission is given. */
  devices: Readonly<Record<DeviceKind, readonly DeviceInfo[]>>
  /** Chosen device ids; empty for the default one. */
  selected: Readonly<Record<DeviceKind, string>>
  /** Whether this browser can choose where sound comes out. */
  canSelectSpeaker: boolean
  canShareScreen: boolean
}

export { trackKey } from '../../media/track-key.ts'
export type { CaptureResolution, DeviceInfo, DeviceKind, MediaProblem, ReceivedTrack }
