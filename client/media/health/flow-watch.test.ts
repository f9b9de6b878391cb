import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FlowWatch } from './flow-watch.ts'

/** A watch over media that the test lets flow, on a clock that it moves. */
function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  let mark: number | undefined
  let stops = 0
  const watch = new FlowWatch({ readMark: () => mark, stopped: () => (stops += 1) })
  t.after(() => watch.close())
  return {
    watch,
    stops: () => stops,
    sleep: (milliseconds: number) => (now += milliseconds),
    silence: () => (mark = undefined),
    pass(milliseconds: number, frameEvery = Infinity) {
      for (let passed = 20; passed <= milliseconds; passed += 20) {
        now += 20
        if (passed % frameEvery === 0) mark = now
        t.mock.timers.tick(20)
      }
    },
  }
}

describe('FlowWatch', () => {
  it('tells once, within a second, that everything has stopped', (t) => {
    const { pass, stops } = setUp(t)
    pass(2000, 20)
    assert.equal(stops(), 0)
    pass(1000)
    assert.equal(stops(), 1)
    pass(10_000)
    assert.equal(stops(), 1)
    pass(1000, 20)
    pass(1000)
    assert.equal(stops(), 2)
  })

  it('is content with the sound of somebody who says nothing', (t) => {
    const { pass, stops } = setUp(t)
    pass(10_000, 400)
    assert.equal(stops(), 0)
  })

  it('knows nothing while nothing is received', (t) => {
    const { pass, stops, silence } = setUp(t)
    pass(5000)
    assert.equal(stops(), 0)
    pass(1000, 20)
    silence()
    pass(5000)
    assert.equal(stops(), 0)
  })

  it('begins anew after the page slept', (t) => {
    const { pass, sleep, stops } = setUp(t)
    pass(1000, 20)
    sleep(60_000)
    pass(400)
    assert.equal(stops(), 0)
    pass(600)
    assert.equal(stops(), 1)
  })

  it('says nothing once it is closed', (t) => {
    const { pass, watch, stops } = setUp(t)
    pass(1000, 20)
    watch.close()
    pass(5000)
    assert.equal(stops(), 0)
  })
})
