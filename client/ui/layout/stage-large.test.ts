import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstPagePeople } from './stage-people.ts'
import { placesForPeople, planStage, type StageInput } from './stage-plan.ts'
import { stageInput } from './test-stage.ts'

const everybody = Array.from({ length: 1000 }, (_, index) => `p${index}`)
const known = new Set(everybody.slice(0, 64))

function input(changes: Partial<StageInput> = {}): StageInput {
  const head = everybody.slice(0, 64)
  return stageInput({
    people: head,
    list: { total: 1000, head, from: 0, ids: head, known },
    ...changes,
  })
}

function others(plan: ReturnType<typeof planStage>): string[] {
  return plan.tiles.flatMap(({ participantId }) => (participantId === 'me' ? [] : participantId))
}

test('the number of pages follows from all 1,000, of whom 64 are known', () => {
  const places = placesForPeople(input())
  assert.equal(planStage(input()).pages, Math.ceil(1000 / places))
})

test('the first page shows those for it, and the second those of the list who are not on it', () => {
  const first = ['p500', ...everybody.slice(0, 40)]
  const people = input({ people: first, list: { ...listOf(input()), known: new Set([...known, 'p500']) } })
  const places = placesForPeople(people)
  assert.deepEqual(others(planStage(people)), first.slice(0, places))
  const second = planStage({ ...people, page: 1 })
  assert.deepEqual(others(second), everybody.slice(places - 1, 2 * places - 1))
})

test('the speaker stands large and is on no page beside that', () => {
  const speaking = input({ speaker: 'p3' })
  const plan = planStage(speaking)
  assert.equal(plan.tiles.find(({ place }) => place === 'main')?.participantId, 'p3')
  for (const page of [0, 1, 2]) {
    const strip = planStage({ ...speaking, page }).tiles.filter(({ place }) => place === 'strip')
    assert.ok(!strip.some(({ participantId }) => participantId === 'p3'))
    assert.ok(strip.length > 0)
  }
})

test('whoever is pinned and known stands large although no list names them', () => {
  const pins = [{ participantId: 'far', source: 'camera' as const }]
  const plan = planStage(input({ pins, list: { ...listOf(input()), known: new Set([...known, 'far']) } }))
  assert.equal(plan.tiles[0]?.participantId, 'far')
  assert.equal(planStage(input({ pins })).layout, 'grid', 'nobody stands large before they are known')
})

test('the own shared screen is at the end of the last page', () => {
  const sharing = input({ ownScreen: true })
  const { pages } = planStage(sharing)
  const list = { ...listOf(sharing), from: 950, ids: everybody.slice(950), known: new Set(everybody) }
  const last = planStage({ ...sharing, list, page: pages - 1 })
  assert.ok(last.tiles.some(({ key }) => key === 'me:screen'))
})

test('in the spotlight nobody of the list is needed', () => {
  assert.equal(planStage(input({ mainOnly: true, speaker: 'p3' })).look, null)
})

test('candidates are who stood there, who matters, and the beginning of the list', () => {
  const facts = { front: ['x', 'gone'], known: new Set(['x', 'loud', 'row', 'b']), prominent: ['loud'] }
  assert.deepEqual(firstPagePeople({ ...facts, pinned: ['row', 'far'], head: ['a', 'b'] }), [
    'x',
    'loud',
    'row',
    'a',
    'b',
  ])
})

test('people of later pages and of the panel are known, and no candidates', () => {
  const facts = { front: [], prominent: [], pinned: [] }
  const people = new Set(['panel-1', 'page-7'])
  assert.deepEqual(firstPagePeople({ ...facts, known: people, head: ['a'] }), ['a'])
  assert.deepEqual(firstPagePeople({ ...facts, known: people, head: [] }), ['panel-1', 'page-7'])
})

function listOf({ list }: StageInput): NonNullable<StageInput['list']> {
  assert.ok(list)
  return list
}
