import { isIPv4, isIPv6 } from 'node:net'

/** What coturn has to know of this server. */
export interface CoturnOptions {
  readonly secret: string
  /** Where it listens; guests come to it through this server alone. */
  readonly host: string
  readonly port: number
  /** IP addresses of this machine and of its router at which media is received. */
  readonly media: readonly string[]
  /** Those of them that this machine has itself. */
  readonly own: readonly string[]
}

const LOOPBACK = /^(127\.|::1$)/
// One for each relayed transport.
const RELAY_PORTS = { first: 49_160, last: 51_159 }

/**
 * The configuration of coturn, `/etc/turnserver.conf`, with which it relays between guests and the media ports of this
 * server and reaches nothing else. Source: coturn 4.6, turnserver(1).
 */
export function coturnConfig({ secret, host, port, media, own }: CoturnOptions): string {
  const outside = (addresses: readonly string[]): string[] =>
    [...new Set(addresses)].filter(
      (address) => (isIPv4(address) || isIPv6(address)) && !LOOPBACK.test(address),
    )
  const relays = [outside(own).find(isIPv4), outside(own).find(isIPv6)].filter(
    (address) => address !== undefined,
  )
  return `${[
    '# Guests reach coturn through Plenary only, which ends their TLS.',
    `listening-ip=${host}`,
    `listening-port=${port}`,
    'no-udp',
    'no-tls',
    'no-dtls',
    'no-tcp-relay',
    '# Passwords that Plenary makes up, one for each person and day.',
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    'realm=plenary',
    'fingerprint',
    '# Nothing is reached but the addresses at which Plenary receives media.',
    'denied-peer-ip=0.0.0.0-255.255.255.255',
    'denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ...outside([...media, ...own]).map((address) => `allowed-peer-ip=${address}`),
    'no-multicast-peers',
    ...relays.map((address) => `relay-ip=${address}`),
    `min-port=${RELAY_PORTS.first}`,
    `max-port=${RELAY_PORTS.last}`,
    '# Both transports of a person, and those of a page that is loaded again.',
    'user-quota=12',
    'no-cli',
  ].join('\n')}\n`
}
