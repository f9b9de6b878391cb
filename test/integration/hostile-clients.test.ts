import assert from 'node:assert/strict'
import { it } from 'node:test'
import { PROTOCOL_VERSION, requests, SIGNALING_MESSAGE_MAX, type RequestName } from '../../protocol/index.ts'
import { refusalCode } from '../kit/assert-refused.ts'
import { sampleRequests } from '../kit/sample-requests.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

it('slows down a client that asks too much, answers all the same, and forgives', async (t) => {
  const server = await startServer(t, { limits: { requestsPerSecond: 20, requestBurst: 50 } })
  const hasty = await server.join('demo', 'Hasty')
  const calm = await server.join('demo', 'Calm')
  const begun = performance.now()
  const acks = await Promise.all(
    Array.from({ length: 500 }, () => hasty.signaling.ask('room:preview', { room: 'demo' })),
  )
  const seconds = (performance.now() - begun) / 1000
  const refused = acks.filter((ack) => !ack.ok)
  for (const ack of refused) assert.equal(refusalCode(ack, 'too many requests'), 'rate_limited')
  // The burst, which joining has begun to use, and what each second adds.
  const most = 50 + Math.ceil(20 * seconds)
  assert.ok(500 - refused.length <= most, `${500 - refused.length} of 500 were carried out in ${seconds} s`)
  assert.ok(refused.length < 500)
  await calm.signaling.request('hand:set', { raised: true })
  await waitFor(() => (hasty.roster.find(calm.id)?.handRaisedAt ? undefined : 'the hasty one is cut off'))
  const again = async (): Promise<boolean> => (await hasty.signaling.ask('hand:set', { raised: true })).ok
  let forgiven = false
  void again().then(async (ok) => {
    forgiven = ok
    while (!forgiven) forgiven = await again()
  })
  await waitFor(() => (forgiven ? undefined : 'the client stays locked out'), { intervalMs: 50 })
})

it('answers in the order of the questions, however long each takes', async (t) => {
  const server = await startServer(t)
  const client = await server.connect()
  const order: string[] = []
  const note = (name: string) => () => order.push(name)
  const { rtpCapabilities } = client.welcome
  // Each one only works after the one before it.
  await Promise.all([
    client.request('room:join', { room: 'demo', name: 'Ada', rtpCapabilities }).then(note('join')),
    client.request('participant:rename', { name: 'Eve' }).then(note('rename')),
    client.request('room:leave', {}).then(note('leave')),
    client.request('room:join', { room: 'demo', name: 'Ada', rtpCapabilities }).then(note('join again')),
  ])
  assert.deepEqual(order, ['join', 'rename', 'leave', 'join again'])
})

it('refuses a second join of the same connection', async (t) => {
  const server = await startServer(t)
  const client = await server.connect()
  const { rtpCapabilities } = client.welcome
  const join = (room: string) => client.ask('room:join', { room, name: 'Ada', rtpCapabilities })
  const [first, second, third] = await Promise.all([join('one'), join('one'), join('two')])
  assert.ok(first?.ok)
  for (const ack of [second, third]) {
    assert.ok(ack)
    assert.equal(refusalCode(ack, 'the second join'), 'already_joined')
  }
  assert.equal((await client.request('room:preview', { room: 'one' })).count, 1)
  assert.equal((await client.request('room:preview', { room: 'two' })).count, 0)
})

it('ends a connection that sends more than a message may hold, and no other', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const gone = ada.signaling.disconnected()
  ada.signaling.emit('participant:rename', { name: 'x'.repeat(SIGNALING_MESSAGE_MAX) }, () => undefined)
  await gone
  await waitFor(() =>
    bob.roster.find(ada.id)?.connection === 'reconnecting' ? undefined : 'Ada looks connected',
  )
  const again = await server.join('demo', 'Ada', { resumeToken: ada.resumeToken })
  assert.equal(again.id, ada.id)
})

/** A WebSocket to the server with no client library above it. */
async function openRaw(server: TestServer): Promise<{ socket: WebSocket; closed: Promise<unknown> }> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }))
  const heard: string[] = []
  socket.addEventListener('message', ({ data }) => heard.push(String(data)))
  await waitFor(() => (heard.some((text) => text.startsWith('0{')) ? undefined : 'no handshake'))
  socket.send(`40${JSON.stringify({ protocolVersion: PROTOCOL_VERSION })}`)
  await waitFor(() => (heard.some((text) => text.startsWith('42["welcome"')) ? undefined : 'no welcome'))
  return { socket, closed }
}

it('survives frames that no client library sends', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const frames: (string | Uint8Array<ArrayBuffer>)[] = [
    '42',
    '42[',
    '42{}',
    '42"text"',
    '42[]',
    '42[null]',
    '42[{}]',
    '42["disconnect","transport close"]',
    '42["connect"]',
    '42["newListener",{}]',
    '42["error",{}]',
    '421[5,{}]',
    '42999999999999999999["room:leave",{}]',
    '421["room:leave",{"__proto__":{"x":1}}]',
    '451-["room:join",{"_placeholder":true,"num":0}]',
    '459999-["room:join",{"_placeholder":true,"num":9}]',
    '431["an","answer","to","nothing"]',
    '44{"message":"an error of the client"}',
    '41/other,',
    '40/other,{}',
    '42/other,["room:leave"]',
    '9',
    '',
    '5',
    '6',
    '\u0000',
    `421["room:preview",${'{"room":'.repeat(100_000)}1${'}'.repeat(100_000)}]`,
    new Uint8Array([0, 1, 2, 255]),
    new Uint8Array(100_000),
  ]
  const sockets = await Promise.all(
    frames.map(async (frame) => {
      const { socket } = await openRaw(server)
      socket.send(frame)
      return socket
    }),
  )
  // Whether the connection survives is its own business; the server must.
  await ada.signaling.request('hand:set', { raised: true })
  const bob = await server.join('demo', 'Bob')
  await waitFor(() => (ada.roster.find(bob.id) ? undefined : 'Bob is not shown'))
  for (const socket of sockets) socket.close()
  assert.deepEqual(server.errors, [])
})

it('gives up on a connection that goes while its requests are under way', async (t) => {
  const server = await startServer(t, {
    rooms: { pageCloseGraceSeconds: 0.1, resumeGraceSeconds: 0.1 },
    limits: { requestsPerSecond: 10_000, requestBurst: 100_000 },
  })
  const ada = await server.join('demo', 'Ada')
  for (let round = 0; round < 10; round += 1) {
    const client = await server.connect()
    const samples = sampleRequests({ peer: ada, producerId: 'x' })
    client.emit('room:join', { ...samples['room:join'], name: 'Flash' }, () => undefined)
    for (const name of Object.keys(requests) as RequestName[])
      client.emit(name, samples[name], () => undefined)
    if (round % 2 === 0) client.breakLine()
    else client.close()
  }
  const guest = await server.connect()
  let count = -1
  const look = async (): Promise<void> => {
    while (count !== 1) ({ count } = await guest.request('room:preview', { room: 'demo' }))
  }
  await waitFor('the seats of closed connections are gone', look())
  await waitFor(() => (ada.roster.others.length === 0 ? undefined : `${ada.roster.names.join()} remain`))
})

it('ends a connection that asks much and reads nothing', async (t) => {
  const server = await startServer(t, {
    rooms: { previewNames: true },
    limits: { requestsPerSecond: 10_000, requestBurst: 100_000 },
  })
  for (let index = 0; index < 20; index += 1) {
    const client = await server.connect()
    await client.request('room:join', {
      room: 'demo',
      name: String(index).padStart(64, 'x'),
      rtpCapabilities: nativeCapabilities(client.welcome.rtpCapabilities),
    })
  }
  const greedy = await server.connect()
  greedy.stopReading()
  const isEnded = (): boolean => server.log.some(({ msg }) => msg.includes('a connection does not read'))
  await waitFor(() => {
    for (let count = 0; count < 100; count += 1)
      greedy.emit('room:preview', { room: 'demo' }, () => undefined)
    return isEnded() ? undefined : 'what nobody reads fills the memory of the server'
  })
  const guest = await server.connect()
  assert.equal((await guest.request('room:preview', { room: 'demo' })).count, 20)
})
