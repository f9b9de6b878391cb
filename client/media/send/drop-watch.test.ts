import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { DropWatch } from './drop-watch.ts'

/** How the encoder of a test takes the frames of 100 ms. */
interface Period {
  captured?: number
  offered?: number
  encoded?: number
}

/** A watch over an encoder of which the test says what it does, on a clock of the test's. */
function setUp(t: TestContext, { encodeMs = 20, counts: areCounted = true } = {}) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const state = { captured: 10, offered: 12, encoded: 9, isWanted: true, reads: 0, attempts: [] as number[] }
  const watch = new DropWatch({
    captured: () => (areCounted ? state.captured : undefined),
    count: () => {
      state.reads += 1
      return Promise.resolve({ offered: state.offered, encoded: state.encoded, encodeMs })
    },
    isWanted: () => state.isWanted,
    encodeAnew: () => state.attempts.push(now),
  })
  t.after(() => watch.close())
  const pass = async (...periods: Period[]): Promise<void> => {
    for (const { captured = 0, offered = 0, encoded = 0 } of periods) {
      state.captured += captured
      state.offered += offered
      state.encoded += encoded
      now += 100
      t.mock.timers.tick(100)
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    }
  }
  return { state, watch, pass, quiet: (periods: number) => pass(...Array<Period>(periods).fill({})) }
}

const CHANGE: Period = { captured: 1, offered: 1, encoded: 1 }
const DROPPED: Period = { captured: 1, offered: 1 }
const REPEATED: Period = { offered: 1, encoded: 1 }

describe('DropWatch', () => {
  it('has a page encoded anew within 400 ms when its last frame was dropped', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    await pass(DROPPED)
    const droppedAt = 2100
    await quiet(3)
    assert.equal(state.attempts.length, 1)
    assert.ok((state.attempts[0] ?? Infinity) - droppedAt <= 300)
    await pass(REPEATED)
    await quiet(50)
    assert.equal(state.attempts.length, 1)
  })

  it('notices the drop of a change that comes beside a repeat that is still encoded', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    await pass({ captured: 1, offered: 2, encoded: 1 })
    await quiet(4)
    assert.equal(state.attempts.length, 1)
  })

  it('notices a drop that comes later than the frame was captured', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    await pass({ captured: 1 }, {}, { offered: 1 })
    await quiet(3)
    assert.equal(state.attempts.length, 1)
  })

  it('leaves a page alone that is encoded, and one whose dropped frame is repeated by itself', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    await pass(CHANGE, REPEATED, REPEATED)
    await quiet(20)
    await pass(DROPPED, REPEATED, REPEATED, REPEATED, REPEATED)
    await quiet(20)
    assert.deepEqual(state.attempts, [])
  })

  it('takes no frame that is still in a slow encoder for one that was dropped, nor the other way round', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    // As it was measured: a frame is in the encoder at each look, and the last one is dropped.
    await pass({ captured: 1 }, { offered: 1 }, REPEATED, { captured: 1, offered: 1, encoded: 1 })
    await quiet(4)
    assert.equal(state.attempts.length, 1)
    await pass(REPEATED)
    await quiet(20)
    assert.equal(state.attempts.length, 1)
  })

  it('is sure of nothing while encoding takes as long as it is from one repeat to the next', async (t) => {
    const { state, pass, quiet } = setUp(t, { encodeMs: 60 })
    await quiet(20)
    await pass({ captured: 1, offered: 1 }, ...Array<Period>(8).fill(REPEATED))
    await quiet(3)
    assert.equal(state.attempts.length, 1)
    await pass(REPEATED)
    await quiet(20)
    assert.equal(state.attempts.length, 1)
  })

  it('leaves an encoder that is slow the time that it takes as a rule', async (t) => {
    const { state, pass, quiet } = setUp(t, { encodeMs: 150 })
    await quiet(20)
    await pass(DROPPED, {}, {}, {}, { encoded: 1 })
    await quiet(20)
    assert.deepEqual(state.attempts, [])
    await pass(DROPPED)
    await quiet(8)
    assert.equal(state.attempts.length, 1)
  })

  it('tries again while nothing comes out, a few times and no more than twice a second', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    await pass(DROPPED)
    await quiet(100)
    assert.equal(state.attempts.length, 3)
    const gaps = state.attempts.slice(1).map((at, index) => at - (state.attempts[index] ?? 0))
    assert.ok(
      gaps.every((gap) => gap >= 500),
      String(gaps),
    )
    const before = state.reads
    await quiet(50)
    assert.equal(state.reads, before)
  })

  it('asks for nothing while a film loses frames, and reads nothing of the sender meanwhile', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    const before = state.reads
    await pass(...Array<Period>(50).fill({ captured: 2, offered: 2, encoded: 1 }))
    assert.deepEqual(state.attempts, [])
    assert.equal(state.reads, before)
  })

  it('reads nothing while a page stands still', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    await pass(CHANGE)
    await quiet(10)
    const before = state.reads
    for (let second = 0; second < 10; second += 1) {
      await pass(REPEATED)
      await quiet(9)
    }
    assert.equal(state.reads, before)
  })

  it('lets an encoder rest that nobody looks at, and blames it for nothing afterwards', async (t) => {
    const { state, pass, quiet } = setUp(t)
    await quiet(20)
    state.isWanted = false
    await pass(DROPPED, DROPPED)
    await quiet(20)
    state.isWanted = true
    await quiet(20)
    assert.deepEqual(state.attempts, [])
  })

  it('does nothing in a browser that does not count, nor once it is closed', async (t) => {
    const blind = setUp(t, { counts: false })
    await blind.pass(DROPPED)
    await blind.quiet(20)
    assert.equal(blind.state.reads, 0)
  })

  it('ends when it is closed', async (t) => {
    const { state, watch, pass, quiet } = setUp(t)
    await quiet(20)
    watch.close()
    await pass(DROPPED)
    await quiet(20)
    assert.deepEqual(state.attempts, [])
  })
})
