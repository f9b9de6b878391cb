import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it, type TestContext } from 'node:test'
import { Server, type ServerOptions } from 'socket.io'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { PollingInflow } from './inflow/polling-inflow.ts'
import { UNFINISHED_LIMITS, UnfinishedMessages } from './inflow/unfinished-messages.ts'
import { PollingGuard } from './polling-guard.ts'
import { WireMeter } from './wire-bytes.ts'

const LARGE = 'x'.repeat(16 * 1024 * 1024)

/** A server of polling alone, with its guard. */
async function startPolling(t: TestContext, timing: Partial<ServerOptions> = {}) {
  const http = createServer()
  const io = new Server(http, { transports: ['polling'], httpCompression: false, ...timing })
  const wireMeter = new WireMeter()
  const unfinished = new UnfinishedMessages(UNFINISHED_LIMITS)
  const options = {
    usage: { takeArrived: () => true },
    account: {},
    unfinished,
    maxSize: 100,
    ended: () => undefined,
  }
  const guard = new PollingGuard(io.engine, {
    guard: {
      guardPolling: (_session, terminate) => new PollingInflow(terminate, options),
      strayRefusal: () => undefined,
      turnedAway: () => undefined,
    },
    wireMeter,
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.after(async () => {
    unfinished.close()
    http.closeAllConnections()
    await io.close()
  })
  const { port } = http.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`
  return { io, guard, wireMeter, url }
}

/** Opens a session; its id. */
async function openSession(url: string): Promise<string> {
  return (JSON.parse((await (await fetch(url)).text()).slice(1)) as { sid: string }).sid
}

it('knows what a session asks for and does not read, and lets go of it', async (t) => {
  const { io, guard, wireMeter, url } = await startPolling(t)
  const sid = await openSession(url)
  await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '40' })
  assert.equal(guard.unreadBytes(sid), 0)
  io.emit('large', LARGE)
  const asked = get(`${url}&sid=${sid}`, { agent: false })
  asked.on('error', () => undefined)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.pause()
  const waiting = await waitFor(
    'the answer waits',
    () => guard.unreadBytes(sid) > LARGE.length / 4 || 'too little',
  )
  assert.ok(waiting)
  const closed = once(answer, 'close').catch(() => undefined)
  guard.cut(sid)
  answer.resume()
  await closed
  assert.equal(answer.complete, false, 'it was cut')
  await waitFor(
    'nothing waits any more',
    () => guard.unreadBytes(sid) === 0 || guard.unreadBytes(sid).toString(),
  )
  const { sent, received } = wireMeter.total
  assert.ok(sent > 100, `${sent} bytes were sent`)
  assert.equal(received, 2)
})

it('ends a session soon that is to be closed and does not fetch what waits for it', async (t) => {
  const { guard, url } = await startPolling(t, { connectTimeout: 60, pingInterval: 20, pingTimeout: 60_000 })
  await openSession(url)
  await waitFor('the silent session has ended', () => guard.sessions === 0 || 'it stays')
})
