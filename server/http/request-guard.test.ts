import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startTestServer } from './test-server.ts'

const REQUEST = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** A TCP connection that is closed with the test, with what it was answered. */
function open(t: TestContext, origin: string) {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  const state = { cut: false, answers: [] as string[] }
  socket.on('error', () => undefined)
  socket.on('close', () => (state.cut = true))
  socket.on('data', (data) => state.answers.push(...(data.toString('latin1').match(/HTTP\/1.1 \d+/g) ?? [])))
  t.after(() => socket.destroy())
  return { socket, state }
}

/** Asks once more, as soon as there was an answer. */
async function ask({ socket, state }: { socket: Socket; state: { answers: string[] } }, head = REQUEST) {
  const before = state.answers.length
  socket.write(head)
  await Promise.race([
    waitFor(() => (state.answers.length > before ? undefined : 'no answer')),
    once(socket, 'close'),
  ])
  return state.answers[before]
}

describe('HTTP requests', () => {
  it('cannot be piled up on a connection: it is cut, and little of what came at once is even read', async (t) => {
    const { origin, http } = await startTestServer(t)
    let read = 0
    http.server.on('request', () => (read += 1))
    const { socket, state } = open(t, origin)
    socket.write(REQUEST.repeat(1500))
    await waitFor(() => (state.cut ? undefined : 'the connection stays'))
    assert.ok(read < 20, `${read} requests were read`)
    assert.equal(await ask(open(t, origin)), 'HTTP/1.1 200')
  })

  it('end the connection of an address that makes too many, one after another', async (t) => {
    const { origin } = await startTestServer(t, { rates: { requests: { perSecond: 0.001, burst: 5 } } })
    const one = open(t, origin)
    for (let count = 0; count < 5; count += 1) assert.equal(await ask(one), 'HTTP/1.1 200')
    assert.equal(await ask(one), undefined)
    assert.ok(one.state.cut)
    assert.equal(await ask(open(t, origin)), undefined, 'a new connection has no new budget')
  })

  it('of a trusted proxy are charged to the people behind it, and refused in words', async (t) => {
    const { origin } = await startTestServer(t, {
      listen: { trustProxy: ['127.0.0.1'] },
      rates: { requests: { perSecond: 0.001, burst: 2 } },
    })
    const proxy = open(t, origin)
    const from = (address: string): string =>
      REQUEST.replace('\r\n\r\n', `\r\nX-Forwarded-For: ${address}\r\n\r\n`)
    for (let count = 0; count < 2; count += 1)
      assert.equal(await ask(proxy, from('192.0.2.1')), 'HTTP/1.1 200')
    assert.equal(await ask(proxy, from('192.0.2.1')), 'HTTP/1.1 429')
    assert.equal(await ask(proxy, from('192.0.2.2')), 'HTTP/1.1 200')
  })

  it('are cut whose body comes in pieces, or that expect what nobody knows', async (t) => {
    const { origin } = await startTestServer(t)
    for (const line of ['Transfer-Encoding: chunked', 'Expect: nonsense']) {
      const one = open(t, origin)
      const head = `POST /healthz HTTP/1.1\r\nHost: localhost\r\n${line}\r\n\r\n`
      assert.equal(await ask(one, head), undefined, line)
      assert.ok(one.state.cut, line)
    }
  })

  it('need connections, of which one address opens only so many a second', async (t) => {
    const { origin } = await startTestServer(t, { rates: { connections: { perSecond: 0.001, burst: 2 } } })
    assert.equal(await ask(open(t, origin)), 'HTTP/1.1 200')
    assert.equal(await ask(open(t, origin)), 'HTTP/1.1 200')
    const third = open(t, origin)
    await waitFor(() => (third.state.cut ? undefined : 'a third connection is let in'))
  })
})
