import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { parseMetrics } from '../../tools/harness/metrics-watch.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { SignalingClient } from '../../tools/native-peer/signaling-client.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { openNativeLine, type NativeLine } from '../kit/native-check.ts'
import { startWithApi } from '../kit/programs.ts'
import { SAMPLE_CHECK } from '../kit/sample-check.ts'
import { startServer, type TestServer } from '../kit/server.ts'

async function openLine(t: TestContext, signaling: SignalingClient, payload?: number): Promise<NativeLine> {
  const line = await openNativeLine(signaling, 'any', payload)
  t.after(() => line.close())
  await Promise.all(line.transports.map(async (transport) => await transport.opened()))
  return line
}

async function transportsOf(server: TestServer): Promise<number> {
  const metrics = parseMetrics(await (await fetch(`${server.url}/metrics`)).text())
  return metrics.find(({ name }) => name === 'plenary_transports')?.value ?? Number.NaN
}

const closes = async (line: NativeLine): Promise<void> =>
  await waitFor(
    'the line ends',
    () => line.transports.every(({ isOpen }) => !isOpen) || line.transports.map(({ state }) => state).join(),
  ).then(() => undefined)

it('sends media and messages back to the one who sent them, and to nobody else', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const [ada, cy] = [await server.connect(), await server.connect()]
  const [line, other] = [await openLine(t, ada), await openLine(t, cy)]
  assert.deepEqual(line.opened.offered, ['udp', 'tcp'])
  const heard: string[] = []
  const overheard: unknown[] = []
  line.back.listen((message) => heard.push(String(message)))
  other.back.listen((message) => overheard.push(message))
  line.speak()
  await ada.request('check:ready', {})
  await cy.request('check:ready', {})
  await waitFor('what Ada says comes back', () => line.received.length > 20 || `${line.received.length}`)
  assert.equal(line.received[5]?.readUInt32BE(8), line.consumer.rtpParameters.encodings[0]?.ssrc)
  line.out.send('one')
  await waitFor('her message comes back', () => heard.length > 0 || 'nothing')
  other.out.send('two')
  await waitFor('the message of the other one comes back', () => overheard.length > 0 || 'nothing')
  assert.deepEqual([heard, overheard.map(String), other.received.length], [['one'], ['two'], 0])
  assert.equal(bob.receiver.totals().packets, 0)
  assert.equal(bob.roster.others.length, 0, 'nobody is in a room because of it')
})

it('hands out the candidates of the way that was asked for, and closes everything with the connection', async (t) => {
  const server = await startServer(t)
  const before = await transportsOf(server)
  const ada = await server.connect()
  for (const [path, protocols] of [
    ['udp', ['udp']],
    ['tcp', ['tcp']],
    ['pages-port', []],
    ['relay', ['udp', 'tcp']],
  ] as const) {
    const { transports, offered } = await ada.request('check:open', { path })
    for (const { iceCandidates } of [transports.send, transports.receive]) {
      assert.deepEqual([...new Set(iceCandidates.map(({ protocol }) => protocol))], protocols, path)
    }
    assert.deepEqual(offered, ['udp', 'tcp'])
    assert.equal((await transportsOf(server)) - before, 2, 'one pair at a time')
  }
  ada.breakLine()
  await waitFor('nothing is left', async () => {
    const left = (await transportsOf(server)) - before
    return left === 0 || `${left} transports`
  })
})

it('bounds what is under way, and takes what has ended as ended', async (t) => {
  const server = await startServer(t)
  const [ada, bob, cy] = [await server.connect(), await server.connect(), await server.connect()]
  await assertRefused(ada.request('check:ready', {}), 'not_found')
  await assertRefused(ada.request('check:report', { result: SAMPLE_CHECK }), 'not_found')
  await ada.request('check:close', {})
  const line = await openLine(t, ada)
  await assertRefused(
    ada.request('check:channel', { sctpStreamParameters: { streamId: 3, ordered: true } }),
    'already_exists',
  )
  await bob.request('check:open', { path: 'any' })
  await assertRefused(cy.request('check:open', { path: 'any' }), 'check_busy')
  await ada.request('check:close', {})
  await closes(line)
  await assertRefused(ada.request('check:ready', {}), 'check_over')
  await cy.request('check:open', { path: 'any' })
  const seated = await server.join('demo', 'Dan')
  await assertRefused(seated.signaling.request('check:open', { path: 'any' }), 'already_joined')
})

it('begins no check while the server saves', async (t) => {
  const server = await startServer(t, {}, { workerCpu: () => new Map([['w1', 0.97]]), intervalMs: 20 })
  const ada = await server.connect()
  await waitFor('the server is busy', async () => {
    const ack = await ada.ask('check:open', { path: 'any' })
    if (ack.ok) await ada.request('check:close', {})
    return (!ack.ok && ack.error.code === 'server_full') || JSON.stringify(ack)
  })
})

it('ends the check of somebody who sends far too much, and begins no other one', async (t) => {
  const server = await startServer(t)
  const ada = await server.connect()
  const ended = ada.collect('check:ended')
  const line = await openLine(t, ada)
  // As fast as the line takes it: some ten megabytes are enough.
  const block = Buffer.alloc(60_000)
  await waitFor(
    'the flood is seen',
    () => {
      for (let count = 0; count < 20 && line.out.sendWhileOpen(block); count += 1);
      return ended.length > 0 || 'nothing is told'
    },
    { timeoutMs: 20_000 },
  )
  assert.equal(ended[0]?.code, 'check_over')
  await closes(line)
  await assertRefused(ada.request('check:open', { path: 'any' }), 'rate_limited')
})

it('keeps what was found for the operator, under the code that the guest is told', async (t) => {
  const { server, call } = await startWithApi(t)
  const ada = await server.connect()
  await ada.request('check:open', { path: 'any' })
  const { code } = await ada.request('check:report', { result: SAMPLE_CHECK })
  await ada.request('check:close', {})
  const corrected = { ...SAMPLE_CHECK, speaker: false }
  assert.deepEqual(await ada.request('check:report', { result: corrected }), { code })
  const { status, json } = await call('GET', `/checks/${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`)
  assert.equal(status, 200)
  const { at, ...kept } = json as { at: string }
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000)
  const list = await call('GET', '/checks')
  assert.deepEqual(list.json, { checks: [{ code, at, address: '127.0.0.1', verdict: 'no-sound' }] })
  assert.deepEqual(kept, { code, address: '127.0.0.1', verdict: 'no-sound', result: corrected })
  for (const unknown of ['AAAA-AAAA', '00000000', 'x'.repeat(20)]) {
    assert.equal((await call('GET', `/checks/${unknown}`)).status, 404, unknown)
  }
})
