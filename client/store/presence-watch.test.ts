import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createParticipant as person } from '../../protocol/test-participant.ts'
import { INITIAL_STATE } from '../session/state/initial-state.ts'
import type { SessionState } from '../session/state/state.ts'
import type { PresenceEvent } from './presence-log.ts'
import { GATHER_MS, PresenceWatch } from './presence-watch.ts'

function room(ids: string[], changes: Partial<SessionState> = {}): SessionState {
  const participants = Object.fromEntries(ids.map((id) => [id, person(id)]))
  return {
    ...INITIAL_STATE,
    connection: 'connected',
    self: person('me'),
    participants,
    order: ids,
    ...changes,
  }
}

const large = (count: number, ids = ['ann']): SessionState => room(ids, { isWhole: false, count })

function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let log: readonly PresenceEvent[] = []
  let seq = 0
  const watch = new PresenceWatch((addition) => {
    log = addition(log, { afterSeq: seq, afterPrivateSeq: 0 })
  })
  const lines = (): string[] =>
    log.map((event) => `${event.kind} ${'count' in event ? event.count : event.name}`)
  return { watch, lines, pass: () => t.mock.timers.tick(GATHER_MS), write: () => (seq += 1) }
}

test('in a small room whoever comes and goes is named at once', (t) => {
  const { watch, lines } = createBench(t)
  watch.update(room(['ann', 'ben']))
  watch.update(room(['ben', 'cem']))
  assert.deepEqual(lines(), ['joined cem', 'left ann'])
})

test('in a large room they are counted, and those of a few seconds are one number', (t) => {
  const { watch, lines, pass } = createBench(t)
  for (const count of [500, 520, 537, 530, 525]) watch.update(large(count))
  assert.deepEqual(lines(), [])
  pass()
  assert.deepEqual(lines(), ['joined 37', 'left 12'])
})

test('who merely becomes known or is forgotten has neither come nor gone', (t) => {
  const { watch, lines, pass } = createBench(t)
  watch.update(large(500, ['ann', 'ben']))
  watch.update(large(500, ['ben', 'cem', 'dee']))
  pass()
  assert.deepEqual(lines(), [])
})

test('counts grow in their line until the next message', (t) => {
  const { watch, lines, pass, write } = createBench(t)
  watch.update(large(500))
  watch.update(large(510))
  pass()
  watch.update(large(515))
  pass()
  assert.deepEqual(lines(), ['joined 15'])
  write()
  watch.update(large(516))
  pass()
  assert.deepEqual(lines(), ['joined 15', 'joined 1'])
})

test('a room that becomes large or small counts the difference, and says nothing of the others', (t) => {
  const { watch, lines, pass } = createBench(t)
  watch.update(room(['ann', 'ben']))
  watch.update(large(34, ['ann']))
  pass()
  assert.deepEqual(lines(), ['joined 31'])
  watch.update(room(['ann'], { unlisted: 1 }))
  watch.update(room(['ann', 'dee']))
  pass()
  assert.deepEqual(lines(), ['joined 31', 'left 31'])
  watch.update(room(['ann', 'dee', 'eve']))
  assert.deepEqual(lines().at(-1), 'joined eve')
})

test('a lost connection is nobody leaving, and what it hid is counted afterwards', (t) => {
  const { watch, lines, pass } = createBench(t)
  watch.update(large(500))
  watch.update({ ...large(0, []), connection: 'reconnecting' })
  watch.update(large(490))
  pass()
  assert.deepEqual(lines(), ['left 10'])
})

test('a page that is closed notes nothing more', (t) => {
  const { watch, lines, pass } = createBench(t)
  watch.update(large(500))
  watch.update(large(501))
  watch.stop()
  pass()
  assert.deepEqual(lines(), [])
})
