import type { RoomRules } from '../../../protocol/index.ts'

/** How many may wait for a room, and for how long. */
export interface LobbySettings {
  /** Most people at a time. */
  readonly maxWaiting: number
  /** Most of them from one address. */
  readonly maxPerAddress: number
  /** How long a place is kept after its connection broke, in milliseconds. */
  readonly graceMs: number
  /** How long a pass is good, in milliseconds. */
  readonly passMs: number
}

/** What the operator chose about the ways into rooms. */
export interface DoorSettings {
  /** `first`: whoever comes first into an empty room that is nobody's is its host. */
  readonly host: 'owner' | 'first'
  /** `wait`: nobody but hosts comes into a room in which no host is. */
  readonly withoutHost: 'open' | 'wait'
  /** Names that rooms may have, see `NamePatterns`; any when empty. */
  readonly allowedRooms: readonly string[]
  /** Names that nobody may use but rooms that the operator made. */
  readonly reservedRooms: readonly string[]
  /** What holds in a room when somebody makes it theirs. */
  readonly defaults: Partial<RoomRules>
  readonly lobby: LobbySettings
}

/** Every door open, as where the operator chose nothing. */
export const OPEN_DOORS: DoorSettings = {
  host: 'owner',
  withoutHost: 'open',
  allowedRooms: [],
  reservedRooms: [],
  defaults: {},
  lobby: { maxWaiting: 300, maxPerAddress: 100, graceMs: 30_000, passMs: 300_000 },
}
