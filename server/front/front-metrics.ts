import type { ReadMetric } from '../observability/metrics.ts'
import type { PortSharing } from './port-sharing.ts'
import { byKind } from './relay-messages.ts'
import type { RelayHost } from './relay-host.ts'

/** What the metrics of a shared port are read from. */
export interface FrontSources {
  readonly sharing: Pick<PortSharing, 'openings'>
  readonly relay: Pick<RelayHost, 'connections' | 'bytes' | 'restarts'>
}

const NONE: FrontSources = {
  sharing: { openings: { tls: 0, http: 0, ice: 0, turn: 0, invalid: 0, silent: 0, unknown: 0 } },
  relay: {
    connections: { ice: 0, turn: 0, tls: 0 },
    bytes: byKind(() => ({ sent: 0, received: 0 })),
    restarts: 0,
  },
}

/** What a port that carries pages and media tells; zeros where it carries pages alone. */
export function frontMetrics({ sharing, relay }: FrontSources = NONE): ReadMetric[] {
  return [
    {
      name: 'plenary_shared_port_connections_total',
      type: 'counter',
      help:
        'TCP connections to the port of the pages while it takes media too, by how they began: tls, http, ice, turn; ' +
        'unknown sought a transport or TURN server that is not there, silent said nothing in time.',
      labels: ['kind'],
      read: () => Object.entries(sharing.openings).map(([kind, value]) => ({ labels: { kind }, value })),
    },
    {
      name: 'plenary_shared_port_relayed',
      help: 'Connections to the port of the pages that its relay process carries now: ice, turn, or tls with either or pages inside.',
      labels: ['kind'],
      read: () => Object.entries(relay.connections).map(([kind, value]) => ({ labels: { kind }, value })),
    },
    {
      name: 'plenary_shared_port_relayed_bytes_total',
      type: 'counter',
      help: 'Bytes that the relay process carried, without TLS, by what they are: ice, turn, or pages.',
      labels: ['kind', 'direction'],
      read: () =>
        Object.entries(relay.bytes).flatMap(([kind, { sent, received }]) => [
          { labels: { kind, direction: 'in' }, value: received },
          { labels: { kind, direction: 'out' }, value: sent },
        ]),
    },
    {
      name: 'plenary_shared_port_restarts_total',
      type: 'counter',
      help: 'How often the relay process of the shared port died and was started again.',
      read: () => relay.restarts,
    },
  ]
}
