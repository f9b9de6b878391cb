/** What is good for one alone: passes of lobbies, and tokens of portals that belong to one browser. */
export type UsedKind = 'pass' | 'token'

/** Something that is good for one alone, and was used. */
export interface UsedOnce {
  /** Names it among those of its kind, in at most 256 characters. */
  readonly key: string
  /** Whose it is from then on. */
  readonly by: string
  /** When it is worth nothing anyway, in server time in milliseconds since 1970. */
  readonly until: number
}

/** Keeps what was used, so that a restart makes nothing good again. As with `RoomStore`, writing never rejects. */
export interface UsedStore {
  /** All of a kind that would still be good. */
  loadUsed(kind: UsedKind): Promise<UsedOnce[]>
  /** Replaces what was known of the same key. */
  saveUsed(kind: UsedKind, used: UsedOnce): Promise<void>
}
