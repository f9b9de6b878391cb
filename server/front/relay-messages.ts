/** What is carried for guests: ICE over TCP, TURN over TCP or TLS, and pages whose TLS ends in the relay. */
export type RelayedKind = 'ice' | 'turn' | 'pages'

/** Where the other end of a relayed connection is, on this machine. */
export interface RelayTarget {
  readonly host: string
  readonly port: number
}

/** Tells the relay process what to do with the connection that comes with it. */
export interface RelayOrder {
  readonly order: 'carry'
  /** Names the connection in reports. */
  readonly id: number
  /** Absent for a TLS connection, which goes where what is inside belongs. */
  readonly to?: { readonly kind: RelayedKind; readonly target: RelayTarget } | undefined
  /** What was read of it already, in Base64. */
  readonly opening: string
}

/** Lets the relay end TLS, for guests whose network lets nothing else through. */
export interface TlsOffer {
  /** Private key and certificate chain, as PEM texts. */
  readonly pems: { readonly key: string; readonly cert: string }
  readonly turn: RelayTarget
  /** Path of the socket that takes pages. */
  readonly pages: string
}

/** What the relay process is told. */
export type RelayMessage = RelayOrder | ({ readonly order: 'offer-tls' } & TlsOffer)

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
  return { ice: make(), turn: make(), pages: make() }
}
