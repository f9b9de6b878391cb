import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { keepBlocks } from '../../admin/kept-blocks.ts'
import { AddressAccounts } from '../../limits/address-accounts.ts'
import { BLOCKED_MAX, BlockedAddresses } from '../../limits/blocked-addresses.ts'
import { createLogger, createSilentLogger } from '../../observability/logger.ts'
import { temporaryFolder } from '../test-server.ts'
import { codeOf, startApi } from './test-api.ts'

const RATE = { perSecond: 1000, burst: 1000 }
const LIMITS = {
  held: { tcpConnections: 9, sockets: 9, sessions: 9, rooms: 9, seats: 9 },
  rates: { joins: RATE, requests: RATE, connections: RATE, messages: RATE, bytes: RATE },
}

describe('what operators ask', () => {
  it('tells rooms with what they cost, people with their lines, and no certificate where there is none', async (t) => {
    const { call, join: enter } = await startApi(t)
    await enter('Ada', 'demo')
    const { json } = await call('/server/overview')
    assert.deepEqual(json?.rooms, [
      { name: 'demo', participants: 1, bitsPerSecondOut: 0, cores: 0, badLines: 0 },
    ])
    assert.deepEqual([json.certificate, json.status, json.roomsLeftOut], [null, 'ready', 0])
    const { json: lines } = await call('/rooms/demo/lines')
    const [ada] = lines?.participants as Record<string, unknown>[]
    assert.deepEqual([ada?.name, ada?.send, ada?.bad], ['Ada', null, null])
  })

  it('drains with the deadline that was asked for, and with no other', async (t) => {
    const { call, drains } = await startApi(t)
    for (const deadlineSeconds of [-1, 86_401, 'now', null])
      assert.equal((await call('/server/drain', { method: 'POST', body: { deadlineSeconds } })).status, 400)
    assert.equal((await call('/server/drain', { method: 'POST', body: { deadlineSeconds: 60 } })).status, 204)
    assert.deepEqual(drains, [60_000])
  })

  it('tells the end of the log at info and above, with secrets and strangers as the log has them', async (t) => {
    const { call } = await startApi(t)
    await call('/server/blocks', { method: 'POST', body: { address: '192.0.2.1', minutes: 1 } })
    const { json } = await call('/server/log?limit=300')
    const lines = json?.lines as { level: string; msg: string }[]
    assert.ok(lines.some(({ msg }) => msg === 'API request'))
    assert.ok(lines.every(({ level }) => level !== 'debug'))
  })
})

describe('a blocked address', () => {
  const blockOf = async (api: Awaited<ReturnType<typeof startApi>>, body: object) =>
    await api.call('/server/blocks', { method: 'POST', body })

  it('is refused when it is none, the own one, or of this machine', async (t) => {
    const api = await startApi(t)
    for (const address of ['', 'x', '300.1.1.1', '10.0.0.0/8', '1.2.3.4:80', 'fe80::1%eth0x y'])
      assert.equal(codeOf(await blockOf(api, { address, minutes: 5 })), 'address_invalid', address)
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
      assert.equal(codeOf(await blockOf(api, { address, minutes: 5 })), 'address_own', address)
    for (const minutes of [0, -1, 1e9, '5'])
      assert.equal((await blockOf(api, { address: '192.0.2.1', minutes })).status, 400)
    assert.deepEqual(api.blocked.list, [])
  })

  it('takes who is in a room from there out of it, and can be let in again', async (t) => {
    const api = await startApi(t)
    const { seat } = await api.join('Mallory', 'demo')
    const gone = { room: 'demo', participantId: 'p-not-there', minutes: 5 }
    assert.equal((await blockOf(api, gone)).status >= 400, true)
    const answer = await blockOf(api, { room: 'demo', participantId: seat.id, minutes: 5, note: 'loud' })
    assert.equal(answer.status, 201, answer.text)
    assert.equal(api.rooms.find('demo')?.participants.length ?? 0, 0)
    const { json } = await api.call('/server/blocks')
    const [kept] = json?.blocks as { id: string; note: string }[]
    assert.equal(kept?.note, 'loud')
    await api.call(`/server/blocks/${kept.id}`, { method: 'DELETE' })
    assert.deepEqual(api.blocked.list, [])
  })

  it('gets nothing: no connection, no request and no message, until its time is over', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
    const blocked = new BlockedAddresses()
    const accounts = new AddressAccounts(LIMITS, blocked)
    const mallory = accounts.of('192.0.2.7')
    const release = mallory.hold('sockets')
    blocked.add('192.0.2.7', Date.now() + 1000, '')
    assert.equal(mallory.hold('tcpConnections'), undefined)
    for (const what of ['requests', 'messages', 'connections'] as const)
      assert.equal(mallory.take(what, 1, performance.now()), false, what)
    assert.equal(accounts.of('192.0.2.8').take('requests', 1, performance.now()), true)
    release?.()
    t.mock.timers.tick(1001)
    assert.equal(mallory.take('requests', 1, performance.now()), true)
    assert.deepEqual(blocked.list, [])
  })

  it('stays blocked over a restart, in a file of its owner alone, and of a damaged list nobody is', async (t) => {
    const storage = join(await temporaryFolder(t), 'plenary.sqlite')
    const logger = createSilentLogger()
    keepBlocks(storage, logger).add('192.0.2.7', Date.now() + 100_000, 'loud')
    const file = storage.replace('plenary.sqlite', 'blocked-addresses.json')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(keepBlocks(storage, logger).has('192.0.2.7'), true)
    const lines: string[] = []
    const told = createLogger({ level: 'error', format: 'json' }, { write: (line) => void lines.push(line) })
    writeFileSync(file, '{"version":1,"blocked":[{"id":7}]}')
    assert.equal(keepBlocks(storage, told).has('192.0.2.7'), false)
    assert.match(lines.join(), /correct or delete it/)
  })

  it('is one of a bounded number, of which those that are over make room', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
    const blocked = new BlockedAddresses()
    for (let index = 0; index < BLOCKED_MAX; index += 1)
      assert.ok(blocked.add(`10.0.${index >> 8}.${index & 255}`, Date.now() + 1000, ''))
    assert.equal(blocked.add('192.0.2.1', Date.now() + 1000, ''), undefined)
    t.mock.timers.tick(2000)
    assert.ok(blocked.add('192.0.2.1', Date.now() + 1000, ''))
    assert.equal(blocked.list.length, 1)
  })
})
