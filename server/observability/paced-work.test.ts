import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { PacedWork } from './paced-work.ts'

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** Work that takes as long as the test says, on a clock that the test moves. */
function setUp(t: TestContext) {
  let now = 0
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(performance, 'now', () => now)
  const begun: PromiseWithResolvers<number>[] = []
  const work = new PacedWork(async () => {
    const one = Promise.withResolvers<number>()
    begun.push(one)
    return await one.promise
  })
  const pass = async (ms: number): Promise<void> => {
    await turns()
    now += ms
    t.mock.timers.tick(ms)
    await turns()
  }
  return { work, begun, pass }
}

describe('PacedWork', () => {
  it('is done once for all who ask before it begins, and anew for who asks afterwards', async (t) => {
    const { work, begun, pass } = setUp(t)
    const first = [work.run(), work.run(), work.run()]
    await pass(0)
    assert.equal(begun.length, 1)
    const late = [work.run(), work.run()]
    await pass(10)
    assert.equal(begun.length, 1, 'one at a time')
    begun[0]?.resolve(1)
    assert.deepEqual(await Promise.all(first), [1, 1, 1])
    await pass(1000)
    assert.equal(begun.length, 2)
    begun[1]?.resolve(2)
    assert.deepEqual(await Promise.all(late), [2, 2])
  })

  it('takes a twentieth of the time, and waits for one second at most', async (t) => {
    const { work, begun, pass } = setUp(t)
    for (const [took, rest] of [
      [10, 190],
      [5000, 1000],
    ] as const) {
      const one = work.run()
      await pass(0)
      const count = begun.length
      await pass(took)
      begun.at(-1)?.resolve(0)
      await one
      const next = work.run()
      await pass(rest - 1)
      assert.equal(begun.length, count, `rests after ${took} ms`)
      await pass(1)
      assert.equal(begun.length, count + 1)
      begun.at(-1)?.resolve(0)
      await next
      await pass(2000)
    }
  })

  it('goes on after a failure, of which all hear who asked', async (t) => {
    const { work, begun, pass } = setUp(t)
    const failing = Promise.allSettled([work.run(), work.run()])
    await pass(0)
    begun[0]?.reject(new Error('broken'))
    assert.deepEqual(
      (await failing).map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    const next = work.run()
    await pass(1000)
    begun[1]?.resolve(7)
    assert.equal(await next, 7)
  })
})
