import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, connect, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, it, type TestContext } from 'node:test'
import { layCable } from '../../tools/harness/cable.ts'
import { seededRandom } from '../../tools/harness/random.ts'
import { Relay } from '../../tools/faults/relay.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { ScenarioResult } from '../../tools/faults/verdict.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface Ended {
  code: number
  stdout: string
  stderr: string
}

async function rehearse(...args: string[]): Promise<Ended> {
  return await new Promise((resolve) => {
    const command = [`${ROOT}tools/faults.ts`, ...args]
    execFile(process.execPath, command, { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

describe('the fault rehearsal', () => {
  it('lists its rows, and refuses one that does not exist', async () => {
    const { stdout, code } = await rehearse('--list')
    assert.equal(code, 0)
    assert.match(stdout, /^worker-killed +One media worker killed/m)
    const refused = await rehearse('--only', 'nothing-like-it')
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /see --list/)
  })

  it('breaks a meeting of real browsers, and finds everybody in their seats again', async () => {
    const { stdout, stderr } = await rehearse(
      '--loopback',
      '--only',
      'event-loop-blocked,worker-killed',
      '--runs',
      '1',
      '--json',
    )
    const { rows } = JSON.parse(stdout) as { rows: ScenarioResult[] }
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['worker-killed', 'event-loop-blocked'],
      stderr,
    )
    for (const { measures, failures } of rows) {
      assert.deepEqual(failures, [])
      // Times depend on the machine; who is there does not.
      for (const name of ['seatsLost', 'unrecovered', 'reloads']) assert.equal(measures[name]?.max, 0, name)
    }
    assert.equal(rows[0]?.measures.otherRoomPacketsLost?.max, 0)
  })
})

/** Something that sends every datagram back, and remembers from which ports they came. */
async function startEcho(t: TestContext): Promise<{ port: number; ports: Set<number> }> {
  const socket = createSocket('udp4')
  const ports = new Set<number>()
  socket.on('message', (packet, from) => {
    ports.add(from.port)
    socket.send(packet, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  return { port: socket.address().port, ports }
}

/** A client of the relay on an address of its own. */
interface Client {
  received: string[]
  send: (text: string) => void
}

async function openRelay(t: TestContext): Promise<{
  relay: Relay
  ports: Set<number>
  client: (address: string) => Promise<Client>
}> {
  const { port, ports } = await startEcho(t)
  const relay = await Relay.open({ address: '127.0.0.2', port, server: '127.0.0.1' })
  t.after(() => relay.close())
  const client = async (address: string): Promise<Client> => {
    const socket = createSocket('udp4')
    socket.bind(0, address)
    await once(socket, 'listening')
    t.after(() => socket.close())
    const received: string[] = []
    socket.on('message', (packet) => received.push(packet.toString()))
    return { received, send: (text) => socket.send(text, port, '127.0.0.2') }
  }
  return { relay, ports, client }
}

async function receives({ received }: Client, ...texts: string[]): Promise<void> {
  await waitFor(() => (received.join() === texts.join() ? undefined : `received ${received.join()}`))
}

describe('the relay', () => {
  it('passes packets on both ways, and changes its port when asked', async (t) => {
    const { relay, ports, client } = await openRelay(t)
    const ada = await client('127.0.0.3')
    ada.send('one')
    await receives(ada, 'one')
    assert.equal(await relay.rebind('127.0.0.9'), 0)
    assert.equal(await relay.rebind('127.0.0.3'), 1)
    ada.send('two')
    await receives(ada, 'one', 'two')
    assert.equal(ports.size, 2)
  })

  it('loses and delays the packets of one address alone', async (t) => {
    const { relay, client } = await openRelay(t)
    const [ada, bob] = [await client('127.0.0.3'), await client('127.0.0.4')]
    relay.impair('127.0.0.3', { loss: 1 }, seededRandom(1))
    ada.send('lost')
    bob.send('after it')
    await receives(bob, 'after it')
    relay.impair('127.0.0.3', { delayMs: 40 }, seededRandom(1))
    const sentAt = performance.now()
    ada.send('late')
    await receives(ada, 'late')
    assert.ok(performance.now() - sentAt >= 75, 'it was not delayed both ways')
    relay.impair('127.0.0.3', undefined)
    ada.send('well')
    await receives(ada, 'late', 'well')
  })
})

describe('the cable', () => {
  it('carries both ways, refuses while it is cut, and carries again', async (t) => {
    const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    const { port } = server.address() as AddressInfo
    const cable = await layCable({ address: '127.0.0.1', port: 0 }, { address: '127.0.0.1', port })
    t.after(() => cable.close())
    const speak = async (): Promise<string> => {
      const socket = connect(cable.port, '127.0.0.1')
      t.after(() => socket.destroy())
      socket.write('hello')
      return String(((await once(socket, 'data')) as [Buffer])[0])
    }
    const socket = connect(cable.port, '127.0.0.1')
    const broken = new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve))
    await once(socket, 'connect')
    cable.cut()
    await broken
    await assert.rejects(speak())
    cable.mend()
    assert.equal(await speak(), 'hello')
  })
})
