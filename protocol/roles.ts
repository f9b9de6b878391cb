import { z } from 'zod'
import type { RoomRules } from './rules.ts'

/**
 * What somebody is in a room. `host`: decides everything. `co-host`: the same, except who is host and when the
 * meeting ends for all. `speaker`: sends sound and pictures. `viewer`: receives them, writes as far as the rules
 * allow, and raises a hand.
 */
export const roleSchema = z.enum(['host', 'co-host', 'speaker', 'viewer'])

/** One of the roles. */
export type Role = z.infer<typeof roleSchema>

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, speaker: 1, 'co-host': 2, host: 3 }

/** Whether somebody in this role decides in a room. */
export function decides(role: Role): boolean {
  return RANKS[role] >= RANKS['co-host']
}

/** Whether this role may send sound and pictures, as far as the rules allow. */
export function isOnStage(role: Role): boolean {
  return RANKS[role] >= RANKS.speaker
}

type Test = (role: Role, rules: RoomRules) => boolean

const everybody: Test = () => true
const hosts: Test = decides
const hostAlone: Test = (role) => role === 'host'
const onStage =
  (source: 'microphone' | 'camera' | 'screen'): Test =>
  (role, rules) =>
    decides(role) || (isOnStage(role) && rules[source] === 'everyone')
const writing: Test = (role, { chat }) =>
  decides(role) || chat === 'everyone' || (chat === 'speakers' && isOnStage(role))

/** Who may do what. The one place that says it; server and page both ask `can`. */
const TABLE = {
  'send-microphone': onStage('microphone'),
  'send-camera': onStage('camera'),
  'send-screen': onStage('screen'),
  chat: writing,
  'chat-privately': (role, { privateChat }) => decides(role) || privateChat !== 'off',
  rename: (role, { rename }) => decides(role) || rename === 'everyone',
  'raise-hand': everybody,
  'stop-tracks': hosts,
  'ask-for-tracks': hosts,
  'lower-hands': hosts,
  'rename-others': hosts,
  spotlight: hosts,
  /** Between speaker and viewer. */
  stage: hosts,
  /** Hosts and co-hosts. */
  appoint: hostAlone,
  remove: hosts,
  admit: hosts,
  'set-rules': hosts,
  'set-password': hosts,
  invite: hosts,
  'read-log': hosts,
  'end-room': hostAlone,
} as const satisfies Record<string, Test>

/** What the rules of a room decide about. */
export type Action = keyof typeof TABLE

/** All of them. */
export const ACTIONS = Object.keys(TABLE) as Action[]

/** Whether somebody in this role may do something under these rules. Pure. */
export function can(role: Role, action: Action, rules: RoomRules): boolean {
  return TABLE[action](role, rules)
}

/** Whether somebody may decide about another one: a co-host has no say over hosts. */
export function canActOn(role: Role, other: Role): boolean {
  return decides(role) && (role === 'host' || other !== 'host')
}

/** Whether somebody may write privately to another one. */
export function canWriteTo(role: Role, other: Role, rules: RoomRules): boolean {
  if (!can(role, 'chat-privately', rules)) return false
  return rules.privateChat !== 'with-hosts' || decides(role) || decides(other)
}

/** The action that stands for sending a source. */
export const SEND_ACTION = {
  microphone: 'send-microphone',
  camera: 'send-camera',
  screen: 'send-screen',
  'screen-audio': 'send-screen',
} as const satisfies Record<string, Action>
