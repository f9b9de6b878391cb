import assert from 'node:assert/strict'
import { it } from 'node:test'
import { requests, type RequestName } from '../../protocol/index.ts'
import { refusalCode } from '../kit/assert-refused.ts'
import { mutate, mutateHuge, NOT_PARAMETERS, type Mutation } from '../kit/mutations.ts'
import { sampleRequests } from '../kit/sample-requests.ts'
import { startServer, type ServerSettings, type TestServer } from '../kit/server.ts'
import type { SignalingClient } from '../../tools/native-peer/signaling-client.ts'

// Whoever comes first decides, so that requests of hosts are read as well.
const UNLIMITED: ServerSettings = {
  access: { host: 'first' },
  limits: { requestsPerSecond: 10_000, requestBurst: 100_000 },
}
// The server lets so many requests of one connection wait; the rest is refused.
const AT_ONCE = 64

const names = Object.keys(requests) as RequestName[]

/** Fields in which a null says something: no end, no bound, no password. */
const NULL_SAYS: Partial<Record<RequestName, RegExp>> = {
  'rules:set': /^(hours|maxParticipants) = null$/,
  'password:set': /^password = null$/,
  'invitation:create': /^(uses|minutes) = null$/,
  'room:end': /^seconds = null$/,
  'check:report': /^result\.(speaker|line|line\.\w+) = null$/,
}

/** The connection works, the seat is held, and the server serves others. */
async function assertHealthy(server: TestServer, client: SignalingClient, what: string): Promise<void> {
  const preview = await client.request('room:preview', { room: 'health' })
  assert.deepEqual(preview, { room: 'health', count: 0, names: [] }, what)
  const other = await server.connect()
  assert.equal((await other.request('room:preview', { room: 'health' })).count, 0, what)
  other.close()
  assert.deepEqual(server.errors, [], what)
  assert.equal(({} as { polluted?: boolean }).polluted, undefined, 'the prototype of all objects was changed')
}

/** Sends mistakes of one kind of request and checks each answer. */
async function sendAll(
  client: SignalingClient,
  name: RequestName,
  mutations: readonly Mutation[],
): Promise<void> {
  for (let start = 0; start < mutations.length; start += AT_ONCE) {
    await Promise.all(
      mutations.slice(start, start + AT_ONCE).map(async ({ what, params, isAlwaysWrong }) => {
        const ack = await client.ask(name, params)
        const described = `${name}: ${what}`
        // A mistake may leave valid parameters behind: then it takes effect, or not.
        const isWrong = isAlwaysWrong && NULL_SAYS[name]?.test(what) !== true
        if (isWrong || breaksSchema(name, params)) {
          assert.equal(refusalCode(ack, described), 'bad_request', described)
        } else if (!ack.ok) {
          refusalCode(ack, described)
        }
      }),
    )
  }
}

/** Whether the form alone is wrong, as the wire carries the parameters. */
function breaksSchema(name: RequestName, params: unknown): boolean {
  return !requests[name].params.safeParse(JSON.parse(JSON.stringify(params))).success
}

for (const name of names) {
  it(`answers every malformed ${name} with a code and goes on`, async (t) => {
    const server = await startServer(t, UNLIMITED)
    const peer = await server.join('demo', 'Mallory')
    const { producerId } = await peer.publishMicrophone()
    const valid = sampleRequests({ peer, producerId })[name]
    const { signaling } = peer

    await sendAll(signaling, name, NOT_PARAMETERS)
    await assertHealthy(server, signaling, `after ${name} without parameters`)
    const mistakes = [...mutate(valid), ...mutateHuge(valid)]
    // A meeting that ends in no seconds takes the seat of whoever tries the rest.
    const harmless =
      name === 'room:end' ? mistakes.filter(({ params }) => breaksSchema(name, params)) : mistakes
    await sendAll(signaling, name, harmless)
    await assertHealthy(server, signaling, `after malformed ${name}`)

    // Neither more nor fewer arguments, and no answer possible.
    assert.equal(refusalCode(await signaling.ask(name), name), 'bad_request')
    assert.equal(refusalCode(await signaling.ask(name, valid, valid), name), 'bad_request')
    for (const args of [[], [null], [valid], [valid, valid], [valid, 'no function'], [{}, {}, {}]]) {
      signaling.emit(name, ...args)
    }
    await assertHealthy(server, signaling, `after ${name} that nobody can answer`)
  })
}

it('refuses every request that needs a seat before the join and after the leave', async (t) => {
  const server = await startServer(t, UNLIMITED)
  const peer = await server.join('demo', 'Ada')
  const { producerId } = await peer.publishMicrophone()
  const samples = sampleRequests({ peer, producerId })
  const stranger = await server.connect()
  const leaver = await server.connect()
  await leaver.request('room:join', { ...samples['room:join'], name: 'Leaver' })
  await leaver.request('room:leave', {})

  const withoutSeat: RequestName[] = [
    'ping',
    'room:preview',
    'room:join',
    'room:claim',
    'lobby:knock',
    'lobby:leave',
    // A check is in no room.
    ...names.filter((name) => name.startsWith('check:')),
  ]
  for (const name of names.filter((one) => !withoutSeat.includes(one))) {
    for (const client of [stranger, leaver]) {
      assert.equal(refusalCode(await client.ask(name, samples[name]), name), 'not_joined', name)
      await assertHealthy(server, client, name)
    }
  }
})

it('answers what is no request at all', async (t) => {
  const server = await startServer(t, UNLIMITED)
  const { signaling } = await server.join('demo', 'Ada')
  const events = [
    'nonsense',
    '',
    ' ',
    'room:join ',
    'ROOM:JOIN',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'welcome',
    'session:ended',
    'consumers:changed',
    'message',
    'x'.repeat(50_000),
    '\u0000',
  ]
  for (const event of events) {
    const what = `the event "${event.slice(0, 40)}"`
    for (const args of [[], [{}], [null], [{ room: 'demo' }, 'more']]) {
      assert.equal(refusalCode(await signaling.ask(event, ...args), what), 'unknown_request', what)
    }
    signaling.emit(event, {})
  }
  await assertHealthy(server, signaling, 'after unknown events')
})
