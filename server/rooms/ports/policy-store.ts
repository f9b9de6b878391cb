import type { Role, RoomRules } from '../../../protocol/index.ts'

/** An invitation as it is kept: its secret is not, only what proves it. */
export interface StoredInvitation {
  id: string
  role: Role
  note?: string
  usesLeft: number | null
  used: number
  /** Server times in milliseconds since 1970. */
  madeAt: number
  expiresAt: number | null
  madeBy: string
}

/** Somebody who may not come back, by what they are known again. */
export interface StoredBan {
  id: string
  name: string
  at: number
  by: string
  /** Subject of the account. */
  account?: string
  /** Hashes of the marks of the browsers. */
  devices?: string[]
  /** Canonical network address; used only where neither of the others is known. */
  address?: string
}

/** What is kept of who may enter and decide in a room. It outlives the meetings in it. */
export interface StoredPolicy {
  /** Counts the owner tokens: those of earlier generations are worth nothing. Null for a room that is nobody's. */
  owner: { name: string; generation: number } | null
  /** Rules that differ from those of an open room. */
  rules: Partial<RoomRules>
  /** A password hash with its parameters, or null. */
  password: string | null
  invitations: StoredInvitation[]
  bans: StoredBan[]
}

/** Keeps the policies of rooms. As with `RoomStore`, those that write never reject. */
export interface PolicyStore {
  /** What is kept of a room; undefined when nobody ever said anything about it. */
  loadPolicy(room: string): Promise<StoredPolicy | undefined>
  savePolicy(room: string, policy: StoredPolicy): Promise<void>
  removePolicy(room: string): Promise<void>
  /** Names of rooms with a policy, in order, after this one. */
  listPolicies(after: string, limit: number): Promise<string[]>
}
