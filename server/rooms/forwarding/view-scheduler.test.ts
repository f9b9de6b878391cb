import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import fc from 'fast-check'
import type { Rate } from '../../lib/token-bucket.ts'
import { ViewScheduler } from './view-scheduler.ts'

// As many changes as a page that is turned while somebody arrives brings about at most.
const TURNED_IN_HASTE = 12

function setUp(t: TestContext, options: { isBusy?: () => boolean; budget?: Rate } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  const scheduler = new ViewScheduler({ budget: { perSecond: 5, burst: 3 }, ...options, now: () => now })
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

  it('lets nobody wait who turns page after page', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const scheduler = new ViewScheduler()
    t.after(() => scheduler.close())
    let runs = 0
    const viewer = { reconcile: () => Promise.resolve(void (runs += 1)) }
    for (let turned = 1; turned <= TURNED_IN_HASTE; turned += 1) {
      scheduler.request(viewer)
      for (let turn = 0; turn < 3; turn += 1) await nextTurn()
      assert.equal(runs, turned)
    }
  })

  it('brings others in line while a worker answers nothing to some', async (t) => {
    const { scheduler, createViewer, settle } = setUp(t)
    const stuck = Array.from({ length: 20 }, () => ({ reconcile: () => new Promise<void>(() => undefined) }))
    for (const viewer of stuck) scheduler.request(viewer)
    const viewer = createViewer()
    scheduler.request(viewer)
    for (let turn = 0; turn < stuck.length; turn += 1) await settle()
    assert.equal(viewer.runs, 1)
  })

  it('begins with a few in each turn of the event loop, in the order in which they asked', async (t) => {
    let now = 0
    const scheduler = new ViewScheduler({ now: () => now })
    t.after(() => scheduler.close())
    // Each takes a millisecond of the only thread.
    const viewers = Array.from({ length: 40 }, () => {
      const viewer = { runs: 0, reconcile: () => Promise.resolve(void ((viewer.runs += 1), (now += 1))) }
      return viewer
    })
    for (const viewer of viewers) scheduler.request(viewer)
    const begun = () => viewers.filter(({ runs }) => runs > 0).length
    for (let before = 0; before < viewers.length;) {
      await nextTurn()
      const after = begun()
      assert.ok(after - before <= 4, `${after - before} in one turn`)
      assert.ok(viewers.slice(0, after).every(({ runs }) => runs === 1))
      before = after
    }
  })

  it('gives whoever goes on and on half as many turns while the server is busy', async (t) => {
    const runsWhile = async (isBusy: boolean): Promise<number> => {
      const { scheduler, createViewer, wait } = setUp(t, { isBusy: () => isBusy })
      const viewer = createViewer()
      for (let ms = 0; ms < 10_000; ms += 50) {
        scheduler.request(viewer)
        await wait(50)
      }
      scheduler.close()
      t.mock.timers.reset()
      return viewer.runs
    }
    const idle = await runsWhile(false)
    const busy = await runsWhile(true)
    assert.ok(idle >= 45 && idle <= 53, `${idle} while idle`)
    assert.ok(busy >= 22 && busy <= 27, `${busy} while busy`)
  })

  it('shows everybody the newest view within a pause, however often they asked before', async (t) => {
    const budget = { perSecond: 5, burst: 3 }
    const pauses = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(pauses, async (list) => {
        const { scheduler, createViewer, settle, wait } = setUp(t, { budget })
        const viewer = createViewer()
        let elapsed = 0
        for (const ms of list) {
          scheduler.request(viewer)
          await wait(ms)
          elapsed += ms
        }
        assert.ok(viewer.runs <= budget.burst + 1 + (budget.perSecond * elapsed) / 1000)
        await settle()
        const before = viewer.runs
        scheduler.request(viewer)
        await wait(1000 / budget.perSecond + 2)
        assert.ok(viewer.runs > before)
        scheduler.close()
        t.mock.timers.reset()
      }),
      { numRuns: 50 },
    )
  })
})
