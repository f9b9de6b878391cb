import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ProtocolError, rosterFindSchema, rosterLookSchema } from '../../../protocol/index.ts'
import { createParticipant as person } from '../../../protocol/test-participant.ts'
import { FakeConnection } from '../../connection/test-connection.ts'
import { rosterOfJoin } from '../roster/roster.ts'
import { INITIAL_STATE } from '../state/initial-state.ts'
import { SessionStore } from '../state/session-store.ts'
import { RosterClient } from './roster-client.ts'

/** Lets everything run that needs no time to pass. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function seat(store: SessionStore, roster: RosterClient, named: readonly string[], whole = false): void {
  const participants = named.map((id) => person(id))
  const reply = { self: person('me'), participants, participantCount: 499, whole, dominantSpeaker: null }
  store.patch(rosterOfJoin(reply, store.read()))
  roster.seated()
}

function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const connection = new FakeConnection()
  const store = new SessionStore(INITIAL_STATE)
  const roster = new RosterClient(connection, store)
  connection.connect()
  seat(store, roster, ['ann'])
  const pass = async (ms: number): Promise<void> => {
    await settle()
    t.mock.timers.tick(ms)
    await settle()
  }
  const answer = (total: number, from: number, ids: readonly string[]): Promise<void> => {
    connection.last('roster:look').answer({ total, from, participants: ids.map((id) => person(id)) })
    return settle()
  }
  const people = () => store.read().windows.people
  return { connection, store, roster, pass, answer, people }
}

const look = (from: number, count = 64) => ({ list: 'people' as const, from, count })

test('a look is asked, and its answer stands in the state', async (t) => {
  const { connection, roster, answer, people, store } = createBench(t)
  roster.look(look(0))
  assert.deepEqual(connection.last('roster:look').params, look(0))
  await answer(499, 0, ['ann', 'ben'])
  assert.deepEqual(people()?.ids, ['ann', 'ben'])
  assert.deepEqual(store.read().order, ['ann', 'ben'])
})

test('of many looks in a row the first and the last are asked, one after the other', async (t) => {
  const { connection, roster, pass, answer, people } = createBench(t)
  for (let from = 0; from < 500; from += 10) roster.look(look(from))
  await pass(500)
  assert.equal(connection.count('roster:look'), 1, 'the second waits for the answer to the first')
  await answer(499, 0, ['ann'])
  assert.equal(connection.count('roster:look'), 2)
  assert.equal(connection.last('roster:look').params.from, 490)
  await answer(499, 490, ['zoe'])
  assert.deepEqual([people()?.from, people()?.ids], [490, ['zoe']])
})

test('a look that is over is closed, and opening it again asks again', async (t) => {
  const { connection, roster, pass, answer, people } = createBench(t)
  roster.look(look(0))
  await answer(499, 0, ['ann'])
  await pass(200)
  roster.look(look(0, 0))
  await answer(499, 0, [])
  assert.equal(people(), null)
  await pass(200)
  roster.look(look(0))
  assert.equal(connection.count('roster:look'), 3)
})

test('who closes a look that was never open asks nothing', async (t) => {
  const { connection, roster, pass } = createBench(t)
  roster.look(look(0, 0))
  await pass(500)
  assert.equal(connection.count('roster:look'), 0)
})

test('a resumed seat asks anew, and whoever is not named again is forgotten', async (t) => {
  const { connection, store, roster, pass, answer, people } = createBench(t)
  roster.look(look(64))
  await answer(499, 64, ['ben', 'cem'])
  connection.drop()
  roster.unseated()
  connection.connect()
  seat(store, roster, ['ann'])
  assert.deepEqual(people()?.ids, ['ben', 'cem'], 'nothing disappears for a moment')
  await pass(200)
  assert.equal(connection.count('roster:look'), 2)
  await answer(498, 64, ['cem', 'dee'])
  assert.deepEqual(store.read().order, ['ann', 'ben', 'cem', 'dee'])
  await pass(3_000)
  assert.deepEqual(store.read().order, ['ann', 'cem', 'dee'])
})

test('whom the server forgets stays for a second, in case that it names them again', async (t) => {
  const { connection, store, pass } = createBench(t)
  await pass(3_000)
  const change = { joined: [], left: [], updated: [] }
  connection.notify('room:changed', { ...change, joined: [person('ben')], forgotten: ['ann'] })
  connection.notify('room:changed', { ...change, joined: [person('ann')] })
  connection.notify('room:changed', { ...change, forgotten: ['ben'] })
  assert.deepEqual(store.read().order, ['ann', 'ben'])
  await pass(1_000)
  assert.deepEqual(store.read().order, ['ann'])
})

test('what comes between two seats is of the one before, and ignored', async (t) => {
  const { connection, roster, store, answer, people } = createBench(t)
  roster.look(look(0))
  await answer(499, 0, ['ann'])
  roster.unseated()
  const participants = [person('zoe')]
  connection.notify('roster:changed', { list: 'people', total: 1, from: 0, ids: ['zoe'], participants })
  connection.notify('room:changed', { joined: participants, left: [], updated: [], count: 2 })
  assert.deepEqual(people()?.ids, ['ann'])
  assert.deepEqual(store.read().count, 500)
})

test('a refusal that passes is asked again, one that stays is not', async (t) => {
  const { connection, roster, pass } = createBench(t)
  roster.look(look(0))
  connection.last('roster:look').refuse(new ProtocolError('rate_limited'))
  await pass(1_500)
  assert.equal(connection.count('roster:look'), 2)
  connection.last('roster:look').refuse(new ProtocolError('bad_request'))
  await pass(5_000)
  assert.equal(connection.count('roster:look'), 2)
})

test('whatever was typed is brought into the bounds of the protocol', async (t) => {
  const { connection, roster } = createBench(t)
  for (const typed of ['x'.repeat(5_000), ' a\u0007\tb\u2028 ', '😀'.repeat(100), '   ']) {
    roster.look({ ...look(0), search: typed })
    void roster.find(typed)
    const found = rosterFindSchema.safeParse(connection.last('roster:find').params)
    assert.ok(found.success, JSON.stringify(typed))
    assert.ok(rosterLookSchema.safeParse(connection.last('roster:look').params).success)
  }
  assert.equal(connection.count('roster:find'), 4)
  await settle()
})

test('a search finds those whom the server names, or nobody', async (t) => {
  const { connection, roster } = createBench(t)
  const found = roster.find('ann')
  connection.last('roster:find').answer({ participants: [person('ann')] })
  assert.deepEqual(await found, [person('ann')])
  const nobody = roster.find('xyz')
  connection.last('roster:find').answer({ participants: [] })
  assert.deepEqual(await nobody, [])
})

test('a search that is refused or not answered does not say that nobody is there', async (t) => {
  const { connection, roster } = createBench(t)
  const refused = roster.find('ann')
  connection.last('roster:find').refuse(new ProtocolError('rate_limited'))
  assert.equal(await refused, undefined)
  const unanswered = roster.find('ann')
  connection.drop()
  assert.equal(await unanswered, undefined)
})
