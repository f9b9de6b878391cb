import assert from 'node:assert/strict'
import { it } from 'node:test'
import { SIGNALING_MESSAGE_BEFORE_JOIN_MAX, SIGNALING_MESSAGE_MAX } from '../../protocol/index.ts'
import { RawSocket } from '../../tools/churn/raw-socket.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { startServer, type ServerSettings, type TestServer } from '../kit/server.ts'

// Who is who follows from a header, as behind a proxy.
const PROXY = { trustProxy: ['127.0.0.1'] }
const MALLORY = '2001:db8:1:2::bad'
const HER_NEIGHBOUR = '2001:db8:1:2:3:4:5:6'
const ADA = '2001:db8:1:3::1'

async function enter(server: TestServer, room: string, forwardedFor: string) {
  const client = await server.connect({ forwardedFor })
  const rtpCapabilities = nativeCapabilities(client.welcome.rtpCapabilities)
  await client.request('room:join', { room, name: 'Somebody', rtpCapabilities })
  return client
}

it('lets one address hold a share of the rooms, whose seats wait for it or not', async (t) => {
  const server = await startServer(t, {
    listen: PROXY,
    rooms: { maxRooms: 40, resumeGraceSeconds: 600 },
    limits: { addressShare: 0.25 },
  })
  const held = []
  for (let index = 0; index < 10; index += 1) {
    const client = await enter(server, `hers-${index}`, index % 2 ? MALLORY : HER_NEIGHBOUR)
    if (index > 0) client.breakLine()
    held.push(client)
  }
  await assertRefused(enter(server, 'one-more', MALLORY), 'network_full')
  await assertRefused(enter(server, 'one-more', HER_NEIGHBOUR), 'network_full')
  assert.ok(await enter(server, 'hers-3', MALLORY), 'a room that is there takes her in')
  assert.ok(await enter(server, 'one-more', ADA), 'another address has its own share')
  await held[0]?.request('room:leave', {})
  assert.ok(await enter(server, 'instead', MALLORY))
})

it('lets one address hold a share of the seats, those that wait included', async (t) => {
  const server = await startServer(t, {
    listen: PROXY,
    rooms: { resumeGraceSeconds: 600 },
    limits: { maxSeats: 120, addressShare: 0.01 },
  })
  for (let index = 0; index < 100; index += 1) {
    const client = await enter(server, 'crowd', MALLORY)
    client.breakLine()
  }
  await assertRefused(enter(server, 'crowd', MALLORY), 'network_full')
  await enter(server, 'crowd', ADA)
})

it('counts joins by address, whatever comes anew', async (t) => {
  const server = await startServer(t, { listen: PROXY, limits: { joinBurst: 3, joinsPerSecond: 0.1 } })
  for (let index = 0; index < 3; index += 1) (await enter(server, 'demo', MALLORY)).close()
  await assertRefused(enter(server, 'demo', HER_NEIGHBOUR), 'rate_limited')
  await enter(server, 'demo', ADA)
})

it('counts sockets from the upgrade on, cuts those beyond, and those that say nothing', async (t) => {
  const server = await startServer(t, { limits: { connectionsPerAddress: 2 } })
  const opened: RawSocket[] = []
  let refused = 0
  for (let index = 0; index < 60; index += 1) {
    const socket = await RawSocket.open(server.url)
    if (socket) opened.push(socket)
    else refused += 1
  }
  t.after(() => {
    for (const socket of opened) socket.cut()
  })
  assert.ok(opened.length < 40 && refused > 20, `${opened.length} opened, ${refused} refused`)
  assert.ok(opened.every(({ isOpen }) => isOpen))
  const guest = await server.connect()
  await waitFor(() => (opened.some(({ isOpen }) => isOpen) ? 'silent sockets stay' : undefined), {
    timeoutMs: 12_000,
  })
  assert.ok(guest.connected)
  assert.ok(await RawSocket.open(server.url), 'the address has room again')
})

it('leaves no socket open at an address where nobody upgrades', async (t) => {
  const server = await startServer(t)
  const socket = await RawSocket.open(server.url, '/elsewhere')
  assert.equal(socket, undefined)
})

it('reads small messages before a join, and larger ones after it', async (t) => {
  const server = await startServer(t)
  const guest = await server.connect()
  const filler = (max: number): string => 'x'.repeat(max - 200)
  const small = await guest.ask('room:preview', { room: filler(SIGNALING_MESSAGE_BEFORE_JOIN_MAX) })
  assert.equal(small.ok, false)
  const gone = guest.disconnected()
  guest.emit('room:preview', { room: filler(SIGNALING_MESSAGE_BEFORE_JOIN_MAX + 400) }, () => undefined)
  await gone
  const ada = await server.join('demo', 'Ada')
  const large = await ada.signaling.ask('room:preview', { room: filler(SIGNALING_MESSAGE_MAX) })
  assert.equal(large.ok, false)
  assert.ok(ada.signaling.connected)
})

it('lets a class behind one address come at once', async (t) => {
  const settings: ServerSettings = { listen: PROXY }
  const server = await startServer(t, settings)
  const clients = await Promise.all(Array.from({ length: 60 }, () => enter(server, 'class', MALLORY)))
  assert.equal((await clients[0]?.request('room:preview', { room: 'class' }))?.count, 60)
})
