import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPEN_RULES, ProtocolError, type Moderated, type Role } from '../../../protocol/index.ts'
import { FakeConnection } from '../../connection/test-connection.ts'
import { INITIAL_LOCAL_MEDIA, INITIAL_STATE } from '../state/initial-state.ts'
import { SessionStore } from '../state/session-store.ts'
import { ME, person } from '../test-session.ts'
import type { TrackSource } from '../state/state.ts'
import { SeatModeration } from './seat-moderation.ts'

const ADA = { id: 'ada-00001', name: 'Ada' }

function createBench() {
  const connection = new FakeConnection()
  connection.connect()
  const store = new SessionStore({ ...INITIAL_STATE, phase: 'meeting', self: person(ME, 'Me') })
  const halted: string[] = []
  const names: string[] = []
  const bench = { isSeated: true }
  const turn = (source: TrackSource, status: 'on' | 'off'): void =>
    store.patch(({ local }) => ({ local: { ...local, [source]: { ...local[source], status } } }))
  const moderation = new SeatModeration({
    connection,
    store,
    local: {
      halt: (source) => {
        halted.push(source)
        turn(source, 'off')
        return Promise.resolve()
      },
    },
    isSeated: () => bench.isSeated,
    renamed: (name) => void names.push(name),
  })
  const tell = (what: Moderated['what']): void => connection.notify('seat:moderated', { by: ADA, what })
  const setRole = (role: Role): void => store.patch({ self: { ...person(ME, 'Me'), role } })
  return { bench, connection, store, halted, names, moderation, tell, turn, setRole }
}

const moderationOf = (store: SessionStore) => store.read().moderation

test('what a host stops is off, and says who did it until it is on again', () => {
  const { store, halted, tell, turn } = createBench()
  for (const source of ['microphone', 'camera', 'screen'] as const) {
    turn(source, 'on')
    tell({ kind: 'stopped', source })
    assert.equal(store.read().local[source].status, 'off')
    assert.equal(moderationOf(store).stoppedBy[source], 'Ada')
  }
  assert.deepEqual(halted, ['microphone', 'camera', 'screen'])
  turn('microphone', 'on')
  turn('microphone', 'off')
  assert.deepEqual(moderationOf(store).stoppedBy, { camera: 'Ada', screen: 'Ada' })
})

test('the server hears that a stop was heeded, so that what is switched on next is what this person wants', () => {
  const { connection, moderation, tell } = createBench()
  tell({ kind: 'stopped', source: 'microphone' })
  const publications = [{ source: 'camera' as const, paused: true, stoppedBy: 'Ada' }]
  moderation.seated({ self: { ...person(ME, 'Me'), publications }, resumed: true })
  const heeded = connection.requests.filter(({ name }) => name === 'tracks:heed').map(({ params }) => params)
  assert.deepEqual(heeded, [{ source: 'microphone' }, { source: 'camera' }])
})

test('the sound of a screen that a host stopped ends nothing else', () => {
  const { store, halted, tell } = createBench()
  tell({ kind: 'stopped', source: 'screen-audio' })
  assert.deepEqual(halted, [])
  assert.deepEqual(moderationOf(store).stoppedBy, {})
})

test('a host who asks for something switches nothing on', () => {
  const { store, halted, tell } = createBench()
  const before = store.read().local
  for (let times = 0; times < 50; times += 1) tell({ kind: 'asked', source: 'microphone' })
  assert.equal(store.read().local, before)
  assert.deepEqual(halted, [])
  assert.deepEqual(
    moderationOf(store).asked,
    [{ source: 'microphone', by: 'Ada' }],
    'one question, not fifty',
  )
})

test('a question goes away once it is answered either way, or cannot be said yes to', () => {
  const { store, moderation, tell, turn, setRole } = createBench()
  tell({ kind: 'asked', source: 'camera' })
  turn('camera', 'on')
  assert.deepEqual(moderationOf(store).asked, [])
  tell({ kind: 'asked', source: 'camera' })
  assert.deepEqual(moderationOf(store).asked, [], 'it is on already')
  tell({ kind: 'asked', source: 'microphone' })
  moderation.dismissAsk('microphone')
  assert.deepEqual(moderationOf(store).asked, [])
  tell({ kind: 'asked', source: 'screen' })
  setRole('viewer')
  assert.deepEqual(moderationOf(store).asked, [])
  tell({ kind: 'asked', source: 'screen' })
  assert.deepEqual(moderationOf(store).asked, [], 'viewers may not')
})

test('a new name, another role and a lowered hand are known at once', () => {
  const { store, names, tell } = createBench()
  store.patch({ self: { ...person(ME, 'Me'), handRaisedAt: 7 } })
  tell({ kind: 'renamed', name: 'Bo (2)' })
  tell({ kind: 'role', role: 'viewer' })
  tell({ kind: 'hand-lowered' })
  const { self } = store.read()
  assert.deepEqual([self?.name, self?.role, self?.handRaisedAt], ['Bo (2)', 'viewer', null])
  assert.deepEqual(names, ['Bo (2)'])
  assert.equal(moderationOf(store).latest?.what.kind, 'hand-lowered')
})

test('what is told between two seats changes nothing', () => {
  const { bench, connection, store, tell } = createBench()
  bench.isSeated = false
  const before = store.read()
  tell({ kind: 'role', role: 'host' })
  tell({ kind: 'stopped', source: 'microphone' })
  connection.notify('room:state', { spotlight: [ME] })
  assert.equal(store.read(), before)
})

test('whoever was muted during a break is not unmuted by the return', () => {
  const { store, halted, moderation, turn } = createBench()
  turn('microphone', 'on')
  const publications = [{ source: 'microphone' as const, paused: true, stoppedBy: 'Ada' }]
  moderation.seated({ self: { ...person(ME, 'Me'), publications }, resumed: true })
  assert.deepEqual(halted, ['microphone'])
  assert.equal(moderationOf(store).stoppedBy.microphone, 'Ada')
})

test('newcomers come muted where the rules say so; hosts and whoever returns do not', () => {
  const { store, halted, moderation } = createBench()
  store.patch({ rules: { ...OPEN_RULES, startMuted: true } })
  moderation.seated({ self: { ...person(ME, 'Me'), role: 'host' }, resumed: false })
  moderation.seated({ self: person(ME, 'Me'), resumed: true })
  assert.deepEqual(halted, [])
  moderation.seated({ self: person(ME, 'Me'), resumed: false })
  assert.deepEqual(halted, ['microphone'])
})

test('a refusal of the server is an outcome, and so is a line that breaks', async () => {
  const { connection, moderation } = createBench()
  const refused = moderation.request('hands:lower', {})
  connection.last('hands:lower').refuse(new ProtocolError('not_allowed'))
  assert.deepEqual(await refused, {
    ok: false,
    failure: { code: 'not_allowed', message: new ProtocolError('not_allowed').message },
  })
  const lost = moderation.request('tracks:stop', { source: 'microphone' })
  connection.drop()
  const outcome = await lost
  assert.equal(!outcome.ok && outcome.failure.code, 'unreachable')
})

test('after the visit nothing is followed', () => {
  const { store, moderation, tell, turn } = createBench()
  tell({ kind: 'stopped', source: 'camera' })
  moderation.close()
  turn('camera', 'on')
  assert.equal(moderationOf(store).stoppedBy.camera, 'Ada')
  assert.equal(INITIAL_LOCAL_MEDIA.camera.status, 'off')
})
