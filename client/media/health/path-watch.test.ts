import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { PathWatch } from './path-watch.ts'

/** A watch over a path whose traffic the test decides, on a clock that it moves. */
function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  let bytes: number | undefined = 0
  let silences = 0
  let returns = 0
  const watch = new PathWatch({
    readBytes: () => Promise.resolve(bytes),
    silent: () => (silences += 1),
    back: () => (returns += 1),
  })
  t.after(() => watch.close())
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 50) {
      now += 50
      t.mock.timers.tick(50)
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    }
  }
  return {
    watch,
    pass,
    sleep: (milliseconds: number) => (now += milliseconds),
    receive: (more: number | undefined) => (bytes = more === undefined ? undefined : (bytes ?? 0) + more),
    silences: () => silences,
    returns: () => returns,
  }
}

describe('PathWatch', () => {
  it('reports a path on which nothing arrives within two seconds, and again while it lasts', async (t) => {
    const { watch, pass, silences, returns } = setUp(t)
    watch.heard()
    await pass(1500)
    assert.equal(silences(), 0)
    await pass(500)
    assert.equal(silences(), 1)
    await pass(2000)
    assert.equal(silences(), 2)
    assert.equal(returns(), 0)
    watch.heard()
    watch.heard()
    await pass(1500)
    assert.equal(silences(), 2)
    assert.equal(returns(), 1)
  })

  it('waits for the first word', async (t) => {
    const { pass, silences } = setUp(t)
    await pass(10_000)
    assert.equal(silences(), 0)
  })

  it('is content with beats, however little else arrives', async (t) => {
    const { watch, pass, silences } = setUp(t)
    for (let beat = 0; beat < 20; beat += 1) {
      watch.heard()
      await pass(700)
    }
    assert.equal(silences(), 0)
  })

  it('is content with media while the server is too busy to beat', async (t) => {
    const { watch, pass, receive, silences } = setUp(t)
    watch.heard()
    for (let step = 0; step < 100; step += 1) {
      receive(100)
      await pass(50)
    }
    assert.equal(silences(), 0)
    await pass(2500)
    assert.equal(silences(), 1)
  })

  it('reports nothing that it cannot know', async (t) => {
    const { watch, pass, receive, silences } = setUp(t)
    receive(undefined)
    watch.heard()
    await pass(5000)
    assert.equal(silences(), 0)
  })

  it('begins anew after the page slept', async (t) => {
    const { watch, pass, sleep, silences } = setUp(t)
    watch.heard()
    await pass(500)
    sleep(60_000)
    await pass(2500)
    assert.equal(silences(), 0)
    await pass(1500)
    assert.equal(silences(), 1)
  })
})
