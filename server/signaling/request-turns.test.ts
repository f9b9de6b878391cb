import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { RequestTurns } from './request-turns.ts'

const turnOfEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Requests that take a time each, by a clock of the test. */
function setUp(t: TestContext) {
  const clock = { now: 1000 }
  t.mock.method(performance, 'now', () => clock.now)
  const turns = new RequestTurns()
  const done: string[] = []
  const ask = async (name: string, payer: object, ms: number): Promise<void> => {
    await turns.take(payer)
    clock.now += ms
    done.push(name)
  }
  return { turns, done, ask }
}

describe('RequestTurns', () => {
  it('lets whoever asks now and then through at once', async (t) => {
    const { turns } = setUp(t)
    for (let count = 0; count < 10; count += 1) assert.equal(turns.take({}), undefined)
    await turnOfEventLoop()
    assert.equal(turns.take({}), undefined)
  })

  it('carries a few milliseconds of requests out before everything else gets a chance', async (t) => {
    const { done, ask } = setUp(t)
    const mallory = {}
    const all: Promise<void>[] = []
    for (let count = 0; count < 40; count += 1) {
      all.push(ask('m', mallory, 1))
      // Each comes from a line of its own.
      await Promise.resolve()
    }
    assert.equal(done.length, 5)
    for (let turn = 1; done.length < 40; turn += 1) {
      const before = done.length
      await turnOfEventLoop()
      assert.ok(done.length - before <= 6, `${done.length - before} in one turn`)
      assert.ok(turn < 20, 'all of them come to their turn')
    }
    await Promise.all(all)
  })

  it('lets those who pay for themselves overtake a crowd of one address', async (t) => {
    const { done, ask } = setUp(t)
    const mallory = {}
    await ask('m', mallory, 5)
    const crowd = Array.from({ length: 1000 }, () => ask('m', mallory, 5))
    const others = ['ada', 'bob'].map((name) => ask(name, { name }, 5))
    await Promise.all(others)
    assert.ok(done.length < 10, `served after ${done.length}`)
    await Promise.all(crowd)
    assert.equal(done.length, 1003, 'nobody is forgotten')
  })
})
