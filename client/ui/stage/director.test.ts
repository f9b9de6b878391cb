import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { StageDirector, type StageFacts } from './director.ts'

function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `p${index}`)
}

function facts(changes: Partial<StageFacts>): StageFacts {
  return {
    choice: 'automatic',
    phone: false,
    dominant: null,
    others: people(3),
    withCamera: new Set(),
    sharing: [],
    places: 16,
    mainIsTaken: false,
    ...changes,
  }
}

test('few people stand in the grid, many behind the speaker, and the border does not flap', () => {
  const director = new StageDirector(() => 1)
  director.update(facts({ others: people(16) }))
  assert.equal(director.read().mode, 'grid')
  director.update(facts({ others: people(17) }))
  assert.equal(director.read().mode, 'speaker')
  director.update(facts({ others: people(15) }))
  assert.equal(director.read().mode, 'speaker')
  director.update(facts({ others: people(12) }))
  assert.equal(director.read().mode, 'grid')
})

test('a chosen layout stays, however many come', () => {
  const director = new StageDirector(() => 1)
  director.update(facts({ choice: 'grid', others: people(60) }))
  assert.equal(director.read().mode, 'grid')
})

test('the spotlight is on whoever speaks, however few there are', () => {
  const director = new StageDirector(() => 1)
  director.update(facts({ choice: 'spotlight', dominant: 'p2' }))
  assert.deepEqual([director.read().mode, director.read().speaker], ['speaker', 'p2'])
})

test('the order is the order of seats until somebody from a later page speaks', () => {
  const director = new StageDirector(() => 5000)
  director.update(facts({ others: people(6), places: 3 }))
  assert.deepEqual(director.read().order, people(6))
  director.update(facts({ others: people(6), places: 3, dominant: 'p5' }))
  assert.deepEqual(director.read().order.slice(0, 3), ['p0', 'p1', 'p5'])
})

test('where not all fit, those with a picture come first', () => {
  const director = new StageDirector(() => 1)
  director.update(facts({ others: people(4), places: 2, withCamera: new Set(['p3']) }))
  assert.deepEqual(director.read().order, ['p3', 'p0', 'p1', 'p2'])
})

test('a waiting speaker gets the floor by itself after two seconds', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  let now = 10_000
  const director = new StageDirector(() => now)
  let changes = 0
  director.subscribe(() => (changes += 1))
  director.update(facts({ choice: 'speaker', dominant: 'p1' }))
  now += 500
  director.update(facts({ choice: 'speaker', dominant: 'p2' }))
  assert.equal(director.read().speaker, 'p1')
  now += 1500
  mock.timers.tick(1500)
  assert.equal(director.read().speaker, 'p2')
  assert.equal(changes, 2)
  mock.timers.reset()
})

test('the latest shared screen is the last of the list', () => {
  const director = new StageDirector(() => 1)
  director.update(facts({ sharing: ['p2'] }))
  director.update(facts({ sharing: ['p0', 'p2'] }))
  assert.deepEqual(director.read().screens, ['p2', 'p0'])
  director.update(facts({ sharing: ['p0'] }))
  assert.deepEqual(director.read().screens, ['p0'])
})

test('nothing is announced when nothing has to change', () => {
  const director = new StageDirector(() => 1)
  director.update(facts({}))
  const before = director.read()
  director.update(facts({ withCamera: new Set(['p1']) }))
  assert.equal(director.read(), before)
})
