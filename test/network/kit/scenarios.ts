import { FIREWALLS, ONE_TO_ONE } from './firewalls.ts'
import type { MeetingOptions } from './meeting.ts'
import { INNER_ADDRESS, PUBLIC_ADDRESS, PUBLIC_IPV6 } from './network.ts'
import { startCoturn, startTlsFilter } from './programs.ts'

/** A network, and where guests open the pages in it. */
export interface Scenario extends MeetingOptions {
  readonly host: string
}

const TURN_SECRET = 'a-secret-for-the-network-tests'

/** Networks between a server and its guests. */
export const SCENARIOS = {
  'nothing blocked': { host: PUBLIC_ADDRESS },
  'no UDP': {
    host: PUBLIC_ADDRESS,
    prepare: async (network) => await network.filter('server', FIREWALLS.noUdp),
  },
  'only TCP 443': {
    host: PUBLIC_ADDRESS,
    prepare: async (network) => await network.filter('server', FIREWALLS.onlyPages),
  },
  'only TLS on 443': {
    host: PUBLIC_ADDRESS,
    layout: 'behind-router',
    // Guests name the public address; what relays them on this machine reaches the inner one.
    args: ['--announce', `${PUBLIC_ADDRESS},${INNER_ADDRESS}`],
    env: { PLENARY_TURN_SECRET: TURN_SECRET },
    prepare: async (network, end) => {
      await startTlsFilter(end, network, PUBLIC_ADDRESS, INNER_ADDRESS)
      const coturn = { secret: TURN_SECRET, host: '127.0.0.1', port: 3478 }
      await startCoturn(end, network, { ...coturn, media: [PUBLIC_ADDRESS], own: [INNER_ADDRESS] })
    },
  },
  'one-to-one NAT': {
    host: PUBLIC_ADDRESS,
    layout: 'behind-router',
    args: ['--announce', PUBLIC_ADDRESS],
    prepare: async (network) => {
      await network.run('router', 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
      await network.filter('router', ONE_TO_ONE)
    },
  },
  'only IPv6, only TCP 443': {
    host: PUBLIC_IPV6,
    args: ['--host', '::'],
    prepare: async (network) => {
      for (const machine of ['server', 'guests'] as const) {
        await network.run(machine, 'ip', '-4', 'addr', 'flush', 'dev', 'public')
      }
      await network.filter('server', FIREWALLS.onlyPages)
    },
  },
} as const satisfies Record<string, Scenario>
