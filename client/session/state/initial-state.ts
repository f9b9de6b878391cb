import { OPEN_RULES } from '../../../protocol/index.ts'
import type { LocalMedia, SessionState } from './state.ts'

/** Local media before anything was captured. */
export const INITIAL_LOCAL_MEDIA: LocalMedia = {
  microphone: { status: 'off', problem: null },
  camera: { status: 'off', problem: null, facing: null, resolution: '720p' },
  screen: { status: 'off', hasAudio: false, problem: null },
  talkingWhileMuted: false,
  devices: { camera: [], microphone: [], speaker: [] },
  selected: { camera: '', microphone: '', speaker: '' },
  canSelectSpeaker: false,
  canShareScreen: false,
}

/** Everything that belongs to one seat, and is gone with it. */
export const EMPTY_ROOM = {
  self: null,
  rules: OPEN_RULES,
  spotlight: [],
  owner: null,
  ending: null,
  moderation: { stoppedBy: {}, asked: [], latest: null },
  lobby: { waiting: [], count: 0 },
  memory: null,
  participants: {},
  order: [],
  isWhole: true,
  count: 0,
  windows: { stage: null, people: null },
  unlisted: 0,
  unconfirmed: [],
  dominantSpeaker: null,
  speaking: {},
  received: {},
  chat: { ready: false, messages: [], pending: [] },
} as const satisfies Partial<SessionState>

/** State of a page that has opened no room yet. */
export const INITIAL_STATE: SessionState = {
  phase: 'idle',
  room: '',
  isReturning: false,
  isElsewhere: false,
  stopsAt: null,
  preview: null,
  connection: 'connecting',
  refusal: null,
  ...EMPTY_ROOM,
  door: { isMine: false, isOwnerLinkRefused: false, claim: 'none', wait: null },
  local: INITIAL_LOCAL_MEDIA,
  serverLoad: 0,
  downlinkLimited: false,
  undecodable: [],
  unopened: [],
  uplinkExceeded: null,
  failure: null,
}
