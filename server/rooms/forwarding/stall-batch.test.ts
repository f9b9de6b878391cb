import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { ConsumerUpdate } from '../../../protocol/index.ts'
import { StallBatch } from './stall-batch.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: ConsumerUpdate[][] = []
  const batch = new StallBatch((updates) => void sent.push(updates))
  return { batch, sent, pass: (ms: number) => t.mock.timers.tick(ms) }
}

it('tells of all that stopped within a moment together, each in its newest state', (t) => {
  const { batch, sent, pass } = setUp(t)
  batch.add('ada', 'downlink')
  pass(50)
  batch.add('bob', 'uplink')
  batch.add('ada', null)
  assert.deepEqual(sent, [])
  pass(50)
  assert.deepEqual(sent, [
    [
      { id: 'ada', stall: null },
      { id: 'bob', stall: 'uplink' },
    ],
  ])
  batch.add('ada', 'downlink')
  pass(100)
  assert.equal(sent.length, 2)
})

it('says nothing of consumers that closed meanwhile, and nothing after the end', (t) => {
  const { batch, sent, pass } = setUp(t)
  batch.add('ada', 'downlink')
  batch.forget('ada')
  pass(1000)
  assert.deepEqual(sent, [])
  batch.add('bob', 'downlink')
  batch.close()
  pass(1000)
  assert.deepEqual(sent, [])
})
