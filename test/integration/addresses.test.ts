import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Interfaces } from '../../server/config/addresses.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { startServer, type LogLine } from '../kit/server.ts'
import { checkCandidate } from '../../tools/native-peer/ice-check.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'

// Every address that begins with 127 is one of this machine, so what the system
// lists can be made up while the sockets are real.
const LOOPBACK = { address: '127.0.0.1', family: 'IPv4', internal: true } as const
const [FIRST, SECOND] = ['127.0.0.71', '127.0.0.72']
/** Documentation addresses (RFC 5737, 3849), which no machine has. */
const [FOREIGN_IPV4, FOREIGN_IPV6] = ['192.0.2.1', '2001:db8::1']

/** A server on every address of a machine that has these at first. */
async function startOn(t: TestContext, host: '0.0.0.0' | '::', ...addresses: string[]) {
  let interfaces = list(addresses)
  const server = await startServer(
    t,
    { listen: { host, singlePort: 'off' } },
    {},
    { interfaces: () => interfaces },
  )
  const change = async (...now: string[]): Promise<void> => {
    const before = server.log.length
    interfaces = list(now)
    await waitFor(() => linesAbout(server.log.slice(before)).length > 0 || 'nothing was said of the change')
  }
  return { server, change }
}

function list(addresses: readonly string[]): Interfaces {
  const entries = addresses.map((address) => ({
    address,
    family: address.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
    internal: false,
  }))
  return { lo: [LOOPBACK], eth0: entries }
}

function linesAbout(log: readonly LogLine[]): string[] {
  return log
    .filter(({ address }) => address !== undefined)
    .map(({ address, msg }) => `${String(address)}: ${msg}`)
}

function offered(peer: NativePeer): string[] {
  return peer.joined.transports.send.iceCandidates.map(({ protocol, address }) => `${protocol} ${address}`)
}

/** Checks one address of a participant's transport; the result says where the answers came from. */
async function check(peer: NativePeer, address: string): Promise<{ udp: string; tcp: string }> {
  const { iceCandidates, iceParameters } = peer.joined.transports.receive
  const from = { udp: '', tcp: '' }
  for (const candidate of iceCandidates.filter((one) => one.address === address)) {
    from[candidate.protocol] = await checkCandidate(candidate, iceParameters)
  }
  return from
}

describe('the addresses for media', () => {
  it('include one that appears after the start, with a socket of its own while nobody is there', async (t) => {
    const { server, change } = await startOn(t, '0.0.0.0')
    await change(FIRST)
    const ada = await server.join('demo', 'Ada')
    assert.deepEqual(
      offered(ada),
      [FIRST, '127.0.0.1'].flatMap((a) => `udp ${a}`).concat(`tcp ${FIRST}`, 'tcp 127.0.0.1'),
    )
    assert.deepEqual(await check(ada, FIRST), { udp: FIRST, tcp: FIRST })
    const port = server.log.find(({ msg }) => msg === 'worker started')?.port
    assert.ok(ada.joined.transports.send.iceCandidates.every((candidate) => candidate.port === port))
  })

  it('include one that appears during a meeting, which goes on, on the same port', async (t) => {
    const { server, change } = await startOn(t, '0.0.0.0', FIRST)
    const [ada, bob] = [await server.join('demo', 'Ada'), await server.join('demo', 'Bob')]
    await ada.publishMicrophone({ level: -20 })
    await receivesMore(bob, { from: ada, source: 'microphone' })
    await change(SECOND)
    const eve = await server.join('demo', 'Eve')
    assert.ok(offered(eve).includes(`udp ${SECOND}`), offered(eve).join())
    assert.ok(
      !offered(eve).some((candidate) => candidate.endsWith(FIRST)),
      'an address that is gone is offered',
    )
    const answers = await check(eve, SECOND)
    assert.equal(answers.tcp, SECOND)
    assert.notEqual(answers.udp, '', 'no UDP candidate')
    await receivesMore(bob, { from: ada, source: 'microphone' })
    const port = (peer: NativePeer) => peer.joined.transports.send.iceCandidates[0]?.port
    assert.equal(port(eve), port(ada))
  })

  it('leave out those that cannot be bound, with one line each, and keep the others', async (t) => {
    const { server } = await startOn(t, '::', FOREIGN_IPV6, FIRST, FOREIGN_IPV4)
    const ada = await server.join('demo', 'Ada')
    for (const address of [FOREIGN_IPV4, FOREIGN_IPV6]) {
      assert.ok(!offered(ada).some((candidate) => candidate.endsWith(address)), offered(ada).join())
      assert.equal(linesAbout(server.log).filter((line) => line.startsWith(`${address}:`)).length, 1)
    }
    assert.deepEqual(await check(ada, FIRST), { udp: FIRST, tcp: FIRST })
  })
})
