import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewSchema, type Participant } from '../../../protocol/index.ts'
import { createParticipant } from '../../../protocol/test-participant.ts'
import { viewOf } from './view-report.ts'
import { planStage } from './stage-plan.ts'
import { stageInput } from './test-stage.ts'

function person(id: string, publications: Participant['publications']): Participant {
  return createParticipant(id, { publications })
}

const participants = {
  'ann-0001': person('ann-0001', [{ source: 'camera', paused: false }]),
  'ben-0002': person('ben-0002', [{ source: 'camera', paused: true }]),
  'cem-0003': person('cem-0003', [{ source: 'microphone', paused: false }]),
}

const small = { self: person('me-00000', []), participants, isWhole: true }

const plan = planStage(stageInput({ self: 'me-00000', people: Object.keys(participants) }))

test('names others, those whose camera is off included, and never the own tile', () => {
  const view = viewOf(plan, small, [], 2)
  assert.deepEqual(
    view.tiles.map((tile) => tile.participantId),
    ['ann-0001', 'ben-0002', 'cem-0003'],
  )
  assert.equal(view.tiles[0]?.width, (plan.tiles[0]?.width ?? 0) * 2)
  assert.ok(viewSchema.safeParse(view).success)
})

test('sizes are whole, at least 1, and capped', () => {
  const huge = {
    tiles: plan.tiles.map((tile) => ({ ...tile, width: 9000.4, height: 0.2 })),
  }
  const [tile] = viewOf(huge, small, [], 1.5).tiles
  assert.deepEqual([tile?.width, tile?.height], [8192, 1])
})

test('a pin on somebody who left, or on oneself, is not reported', () => {
  assert.deepEqual(viewOf(plan, small, [{ participantId: 'me-00000', source: 'camera' }], 1).pins, [])
  assert.deepEqual(viewOf(plan, small, [{ participantId: 'ann-0001', source: 'camera' }], 1).pins, [
    'ann-0001',
  ])
})

test('somebody pinned twice, as a camera and as a screen, is reported once', () => {
  const pins = (['camera', 'screen'] as const).map((source) => ({ participantId: 'ann-0001', source }))
  assert.deepEqual(viewOf(plan, small, pins, 1).pins, ['ann-0001'])
})

test('in a large room a pin is reported before its person is known, as that is what makes them known', () => {
  const large = { ...small, isWhole: false }
  const pins = ['far-0009', 'me-00000'].map((participantId) => ({ participantId, source: 'camera' as const }))
  assert.deepEqual(viewOf(plan, large, pins, 1).pins, ['far-0009'])
})
