/** What is carried for guests beside pages. */
export type RelayedKind = 'ice' | 'turn'

/** Where the other end of a relayed connection is, on this machine. */
export interface RelayTarget {
  readonly host: string
  readonly port: number
}

/** Tells the relay process what to do with the connection that comes with it. */
export interface RelayOrder {
  /** Names the connection in reports. */
  readonly id: number
  readonly kind: RelayedKind
  readonly target: RelayTarget
  /** What was read of it already, in Base64. */
  readonly opening: string
}

/** Bytes by direction, seen from guests. */
export interface RelayedBytes {
  readonly sent: number
  readonly received: number
}

/** What the relay process says. */
export type RelayReport =
  | { readonly event: 'closed'; readonly id: number }
  /** Bytes since the last report. */
  | { readonly event: 'carried'; readonly bytes: Readonly<Record<RelayedKind, RelayedBytes>> }

/** A count for each kind. */
export function byKind<T>(make: () => T): Record<RelayedKind, T> {
  return { ice: make(), turn: make() }
}
