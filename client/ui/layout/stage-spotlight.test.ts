import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planStage } from './stage-plan.ts'
import type { StageInput } from './stage-plan.ts'
import { stageInput } from './test-stage.ts'

const PEOPLE = ['ada', 'bo', 'cy']

function mains(changes: Partial<StageInput>): string[] {
  const { tiles } = planStage(stageInput({ people: PEOPLE, ...changes }))
  return tiles
    .filter(({ place }) => place === 'main')
    .map(({ participantId, source }) => `${participantId} ${source}`)
}

test('whom hosts show is large for everybody, in the order of the hosts', () => {
  assert.deepEqual(mains({ spotlight: ['cy', 'ada'] }), ['cy camera', 'ada camera'])
  assert.equal(planStage(stageInput({ people: PEOPLE, spotlight: ['cy'] })).layout, 'spotlight')
  assert.deepEqual(mains({ spotlight: ['cy'], speaker: 'bo' }), ['cy camera'], 'whoever speaks stays small')
})

test('the own pin wins over what hosts show', () => {
  const pins = [{ participantId: 'bo', source: 'camera' as const }]
  assert.deepEqual(mains({ spotlight: ['cy'], pins }), ['bo camera'])
})

test('a shared screen stays large beside whom hosts show', () => {
  assert.deepEqual(mains({ spotlight: ['cy'], screens: ['ada'] }), ['ada screen', 'cy camera'])
})

test('who is not here, or is oneself, takes nobody a place', () => {
  assert.deepEqual(mains({ spotlight: ['gone'] }), [])
  assert.deepEqual(mains({ spotlight: ['me'] }), [])
  assert.deepEqual(mains({ spotlight: ['me', 'gone', 'bo'] }), ['bo camera'])
})

test('nobody stands twice on the stage', () => {
  const { tiles } = planStage(stageInput({ people: PEOPLE, spotlight: ['cy'] }))
  const keys = tiles.map(({ key }) => key)
  assert.equal(new Set(keys).size, keys.length)
  assert.deepEqual(keys.toSorted(), ['ada:camera', 'bo:camera', 'cy:camera', 'me:camera'])
})
