import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createReconciler } from './test-reconciler.ts'

describe('ViewReconciler', () => {
  it('tries again what could not be opened, as long as it is wanted', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { want, settle, sent, unreachable } = createReconciler()
    const openedAfter = async (waitMs: number): Promise<string[]> => {
      t.mock.timers.tick(waitMs)
      await settle()
      return sent.flatMap(({ added }) => added.map(({ id }) => id))
    }
    unreachable.add('p2')
    want('p1', 'p2')
    assert.deepEqual(await openedAfter(0), ['consumer-of-p1'])
    assert.deepEqual(await openedAfter(500), ['consumer-of-p1'])
    unreachable.clear()
    assert.deepEqual(await openedAfter(500), ['consumer-of-p1'], 'the second pause is longer')
    assert.deepEqual(await openedAfter(500), ['consumer-of-p1', 'consumer-of-p2'])
  })

  it('waits no longer for the next attempt because it is brought in line for other reasons', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { want, settle, sent, unreachable } = createReconciler()
    unreachable.add('p2')
    for (const ids of [['p2'], ['p1', 'p2'], ['p2'], ['p1', 'p2'], ['p2']]) {
      want(...ids)
      await settle()
    }
    unreachable.clear()
    t.mock.timers.tick(500)
    await settle()
    assert.ok(sent.some(({ added }) => added.some(({ id }) => id === 'consumer-of-p2')))
  })

  it('does not try again what is not wanted any more', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { want, settle, sent, unreachable, hold } = createReconciler()
    const release = hold()
    unreachable.add('p2')
    want('p2')
    await settle()
    want()
    release()
    await settle()
    unreachable.clear()
    t.mock.timers.tick(60_000)
    await settle()
    assert.deepEqual(sent, [])
  })

  it('opens what is new and closes what is no longer wanted, in one batch', async () => {
    const { want, settle, sent, closed } = createReconciler()
    want('p1', 'p2')
    await settle()
    want('p2', 'p3')
    await settle()
    assert.equal(sent.length, 2)
    assert.deepEqual(
      sent[1]?.added.map(({ id }) => id),
      ['consumer-of-p3'],
    )
    assert.deepEqual(sent[1]?.removed, ['consumer-of-p1'])
    assert.deepEqual(closed, ['consumer-of-p1'])
  })

  it('sends nothing when the same is wanted again', async () => {
    const { want, settle, sent } = createReconciler()
    want('p1')
    await settle()
    want('p1')
    await settle()
    assert.equal(sent.length, 1)
  })

  it('starts media only after the client acknowledged the consumer', async () => {
    const { want, settle, adjusted, reconciler } = createReconciler()
    want('p1')
    await settle()
    assert.deepEqual(adjusted, [])
    await reconciler.acknowledge(['consumer-of-p1'])
    assert.deepEqual(adjusted, [['consumer-of-p1', { priority: 10, spatialLayer: 1, paused: false }]])
  })

  it('asks for key frames of acknowledged consumers alone', async () => {
    const { want, settle, adjusted, refreshed, reconciler } = createReconciler()
    want('p1', 'p2')
    await settle()
    await reconciler.acknowledge(['consumer-of-p1'])
    assert.deepEqual(refreshed, [])
    await reconciler.refresh(['consumer-of-p1', 'consumer-of-p2', 'unknown'])
    assert.deepEqual(refreshed, ['consumer-of-p1'])
    assert.equal(adjusted.length, 1, 'media of a new consumer starts with its acknowledgement alone')
    await reconciler.refresh(['consumer-of-p2'])
    assert.deepEqual(refreshed, ['consumer-of-p1'])
  })

  it('changes nothing when consumers are acknowledged once more', async () => {
    const { want, settle, adjusted, refreshed, reconciler } = createReconciler()
    want('p1', 'p2')
    await settle()
    await reconciler.acknowledge(['consumer-of-p1'])
    await reconciler.acknowledge(['consumer-of-p1', 'consumer-of-p2', 'unknown'])
    assert.deepEqual(
      adjusted.map(([id]) => id),
      ['consumer-of-p1', 'consumer-of-p2'],
    )
    assert.deepEqual(refreshed, [])
  })

  it('leaves a change of plan to the next reconciliation when consumers are acknowledged once more', async () => {
    const { want, pause, settle, adjusted, reconciler } = createReconciler()
    want('p1')
    await settle()
    await reconciler.acknowledge(['consumer-of-p1'])
    pause('p1', true)
    const repeated = reconciler.acknowledge(['consumer-of-p1'])
    assert.equal(adjusted.length, 1)
    await repeated
  })

  it('refreshes in the layer that is wanted now', async () => {
    const { want, pause, settle, adjusted, refreshed, reconciler } = createReconciler()
    want('p1')
    await settle()
    await reconciler.acknowledge(['consumer-of-p1'])
    pause('p1', true)
    await reconciler.refresh(['consumer-of-p1'])
    assert.equal(adjusted.at(-1)?.[1].paused, true)
    assert.deepEqual(refreshed, ['consumer-of-p1'])
  })

  it('pauses and resumes what it holds, and says so', async () => {
    const { want, pause, settle, sent, adjusted, reconciler } = createReconciler()
    want('p1')
    await settle()
    await reconciler.acknowledge(['consumer-of-p1'])
    pause('p1', true)
    await settle()
    assert.deepEqual(sent.at(-1)?.updated, [{ id: 'consumer-of-p1', paused: true }])
    assert.equal(adjusted.at(-1)?.[1].paused, true)
  })

  it('runs again for a change that came during a run', async () => {
    const { want, settle, sent, hold } = createReconciler()
    const release = hold()
    want('p1')
    await settle()
    want('p2')
    want('p2', 'p3')
    assert.equal(sent.length, 0)
    release()
    await settle()
    assert.equal(sent.length, 2)
    assert.deepEqual(sent[1]?.removed, ['consumer-of-p1'])
    assert.deepEqual(
      sent[1]?.added.map(({ id }) => id),
      ['consumer-of-p2', 'consumer-of-p3'],
    )
  })

  it('says nothing after it was closed', async () => {
    const { want, settle, sent, hold, reconciler } = createReconciler()
    const release = hold()
    want('p1')
    await settle()
    reconciler.close()
    release()
    await settle()
    assert.deepEqual(sent, [])
  })

  it('ends with what was wanted last, however wishes follow each other, and then rests', async () => {
    const wish = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
    const story = fc.array(fc.record({ wish, settles: fc.boolean() }), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const { want, settle, sent } = createReconciler()
        for (const { wish: ids, settles } of steps) {
          want(...ids)
          if (settles) await settle()
        }
        await settle()
        const open = new Set<string>()
        for (const { added, removed } of sent) {
          for (const { id } of added) {
            assert.ok(!open.has(id), `${id} was opened twice`)
            open.add(id)
          }
          for (const id of removed) assert.ok(open.delete(id), `${id} was closed without being open`)
        }
        const last = steps.at(-1)?.wish ?? []
        assert.deepEqual([...open].sort(), last.map((id) => `consumer-of-${id}`).sort())
        const before = sent.length
        want(...last)
        await settle()
        assert.equal(sent.length, before)
      }),
    )
  })
})
