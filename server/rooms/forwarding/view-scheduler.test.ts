import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import { ViewScheduler } from './view-scheduler.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  const scheduler = new ViewScheduler({ perSecond: 5, atOnce: 3 }, () => now)
  t.after(() => scheduler.close())
  const createViewer = () => {
    const viewer = {
      runs: 0,
      reconcile: () => {
        viewer.runs += 1
        return Promise.resolve()
      },
    }
    return viewer
  }
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) await nextTurn()
  }
  const wait = async (ms: number): Promise<void> => {
    now += ms
    t.mock.timers.tick(ms)
    await settle()
  }
  return { scheduler, createViewer, settle, wait }
}

describe('ViewScheduler', () => {
  it('runs whoever asks, once for many requests at a time', async (t) => {
    const { scheduler, createViewer, settle } = setUp(t)
    const viewers = [createViewer(), createViewer()]
    for (let count = 0; count < 10; count += 1) for (const viewer of viewers) scheduler.request(viewer)
    await settle()
    assert.deepEqual(
      viewers.map(({ runs }) => runs),
      [1, 1],
    )
  })

  it('slows down who asks again and again, forgets no request, and lets others pass', async (t) => {
    const { scheduler, createViewer, settle, wait } = setUp(t)
    const restless = createViewer()
    for (let count = 0; count < 20; count += 1) {
      scheduler.request(restless)
      await settle()
    }
    assert.equal(restless.runs, 3)
    const calm = createViewer()
    scheduler.request(calm)
    await settle()
    assert.equal(calm.runs, 1)
    await wait(200)
    assert.equal(restless.runs, 4, 'the last request is carried out')
    await wait(1000)
    assert.equal(restless.runs, 4)
  })

  it('forgets who left', async (t) => {
    const { scheduler, createViewer, settle } = setUp(t)
    const viewer = createViewer()
    scheduler.request(viewer)
    scheduler.cancel(viewer)
    await settle()
    assert.equal(viewer.runs, 0)
  })
})
