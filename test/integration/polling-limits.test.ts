import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  PROTOCOL_VERSION,
  SIGNALING_MESSAGE_BEFORE_JOIN_MAX,
  SIGNALING_MESSAGE_MAX,
} from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startProxy } from '../kit/http-proxy.ts'
import { RawPolling } from '../kit/polling.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const polling = { transport: 'polling' } as const
const HELLO = `40${JSON.stringify({ protocolVersion: PROTOCOL_VERSION })}`

async function enter(server: TestServer): Promise<RawPolling> {
  const session = new RawPolling(server.url)
  await session.open()
  await session.post(HELLO)
  return session
}

async function endedBy(server: TestServer, fault: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const line = text.split('\n').find((one) => one.includes('ended') && one.includes(`"${fault}"`))
  return Number(line?.split(' ').at(-1) ?? 0)
}

it('counts sessions from their first request on, refuses those beyond by a code, and ends those that say nothing', async (t) => {
  const server = await startServer(t, { limits: { connectionsPerAddress: 2 } })
  const answers = []
  for (let index = 0; index < 60; index += 1) answers.push(await new RawPolling(server.url).open())
  const opened = answers.filter(({ status }) => status === 200).length
  assert.ok(opened > 2 && opened < 40, `${opened} opened`)
  for (const refused of answers.slice(opened)) {
    assert.equal(refused.status, 403)
    assert.match(refused.body, /"message":"too_many_connections"/)
  }
  await waitFor(
    'the address has room again',
    async () => {
      const { status } = await new RawPolling(server.url).open()
      return status === 200 || `still ${status}`
    },
    { timeoutMs: 12_000 },
  )
})

it('takes as many requests of one session as it likes for one socket of its address', async (t) => {
  const server = await startServer(t, { limits: { connectionsPerAddress: 1 } })
  const session = await enter(server)
  assert.match((await session.poll()).body, /^40\{/)
  for (let index = 0; index < 100; index += 1) assert.equal((await session.post('6')).status, 200)
  assert.equal((await new RawPolling(server.url).open()).status, 200)
})

it('reads small bodies before a join, and larger ones after it', async (t) => {
  const server = await startServer(t)
  const filler = (max: number): string => 'x'.repeat(max - 200)
  const guest = await server.connect(polling)
  const small = await guest.ask('room:preview', { room: filler(SIGNALING_MESSAGE_BEFORE_JOIN_MAX) })
  assert.equal(small.ok, false)
  const gone = guest.disconnected()
  guest.emit('room:preview', { room: filler(SIGNALING_MESSAGE_BEFORE_JOIN_MAX + 400) }, () => undefined)
  await gone
  assert.equal(await endedBy(server, 'message_too_large'), 1)
  const ada = await server.join('demo', 'Ada', { signaling: polling })
  const large = await ada.signaling.ask('room:preview', { room: filler(SIGNALING_MESSAGE_MAX) })
  assert.equal(large.ok, false)
  assert.ok(ada.signaling.connected)
})

it('ends a session that floods, and charges what its address may send over whatever carries it', async (t) => {
  const server = await startServer(t, {
    limits: { addressMessagesPerSecond: 10, requestsPerSecond: 1, requestBurst: 10 },
  })
  const session = await enter(server)
  const packets = Array<string>(100).fill('6').join('\x1e')
  const parsed = await waitFor('the flood is stopped', async () => {
    const answer = await session.post(packets).catch(() => undefined)
    return answer?.status === 200 ? 'the flood is read' : true
  })
  assert.equal(parsed, true)
  assert.equal(await endedBy(server, 'flood'), 1)
  // Its address has nothing left: not for requests that belong to nobody, nor for a WebSocket.
  const stray = await waitFor('nothing is left', async () => {
    const answer = await session.post('6')
    return answer.status === 429 ? answer : `still ${answer.status}`
  })
  assert.match(stray.body, /"message":"rate_limited"/)
  await assert.rejects(server.connect(), /400/)
  const lines = server.log.filter(({ msg }) => /socket refused|sent what it may not/.test(msg))
  assert.ok(lines.length <= 2, JSON.stringify(lines))
})

it('tells a page over polling that its host is not known', async (t) => {
  const server = await startServer(t)
  const headers = { host: 'evil.example', origin: 'http://evil.example' }
  const answer = await new RawPolling(server.url, headers).open()
  assert.equal(answer.status, 403)
  assert.match(answer.body, /"message":"host_refused"/)
  const session = await enter(server)
  assert.match((await session.poll(headers)).body, /"message":"host_refused"/)
})

it('lets pages of the public address in, whether its proxy keeps the Host or not', async (t) => {
  const publicUrl = 'https://meet.example.org/team'
  const server = await startServer(t, { listen: { publicUrl } })
  for (const keepsHost of [true, false]) {
    const url = await startProxy(t, server.url, { path: '/team', strips: false, keepsHost })
    for (const transport of ['websocket', 'polling'] as const) {
      const own = { transport, origin: 'https://meet.example.org' }
      const guest = await server.join('회의 실', 'Bo', { url: `${url}/team/`, signaling: own })
      assert.ok(guest.signaling.connected)
    }
    const page = new RawPolling(`${url}/team`, { origin: 'http://meet.example.org' })
    assert.match((await page.open()).body, /"message":"origin_refused"/)
  }
})
