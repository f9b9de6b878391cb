import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FreezeWatch } from './freeze-watch.ts'

/** A watch over one video that the test moves, on a clock of the test's. */
function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  let frameAt: number | undefined
  let packets = 0
  let frames = 0
  let isThere = true
  const said: boolean[] = []
  const video = {
    id: 'camera',
    lastFrameAt: () => frameAt,
    count: () => Promise.resolve({ packets, frames }),
  }
  const watch = new FreezeWatch({
    videos: () => (isThere ? [video] : []),
    changed: (_id, isFrozen) => said.push(isFrozen),
  })
  t.after(() => watch.close())
  return {
    said,
    remove: () => (isThere = false),
    async pass(milliseconds: number, { shown = false, arriving = false } = {}) {
      for (let passed = 0; passed < milliseconds; passed += 100) {
        now += 100
        if (shown) [frameAt, frames] = [now, frames + 2]
        if (shown || arriving) packets += 5
        t.mock.timers.tick(100)
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
      }
    },
  }
}

describe('FreezeWatch', () => {
  it('tells of a picture that stands although its packets come, and when it moves again', async (t) => {
    const { pass, said } = setUp(t)
    await pass(2000, { shown: true })
    await pass(1000, { arriving: true })
    assert.deepEqual(said, [])
    await pass(1500, { arriving: true })
    assert.deepEqual(said, [true])
    await pass(5000, { arriving: true })
    assert.deepEqual(said, [true])
    await pass(600, { shown: true })
    assert.deepEqual(said, [true, false])
  })

  it('says nothing of a picture that nobody sends', async (t) => {
    const { pass, said } = setUp(t)
    await pass(2000, { shown: true })
    await pass(10_000)
    assert.deepEqual(said, [])
  })

  it('says nothing before the first frame', async (t) => {
    const { pass, said } = setUp(t)
    await pass(10_000, { arriving: true })
    assert.deepEqual(said, [])
  })

  it('forgets a picture that is no longer there', async (t) => {
    const { pass, said, remove } = setUp(t)
    await pass(1000, { shown: true })
    remove()
    await pass(5000, { arriving: true })
    assert.deepEqual(said, [])
  })
})
