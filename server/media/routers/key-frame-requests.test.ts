import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import fc from 'fast-check'
import { KeyFrameRequests } from './key-frame-requests.ts'

// A round trip, and half a frame of a camera.
const KEY_FRAME_AFTER_MS = 40
const PAUSE_MS = 320

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  const asked: number[] = []
  const requests = new KeyFrameRequests(() => now)
  t.after(() => requests.close())
  requests.add('camera', () => asked.push(now))
  return {
    requests,
    asked,
    begin: (consumerId: string, isTold = true) => requests.begins('camera', { consumerId, isTold }),
    /** A key frame passes, and these consumers have it. */
    pass: (...ids: string[]) => {
      for (const id of ids) requests.settled('camera', id, { hasBegun: true })
    },
    wait: (ms: number) => {
      // In steps, so that each timer sees the time at which it is due.
      for (let step = 0; step < ms; step += 1) {
        now += 1
        t.mock.timers.tick(1)
      }
    },
  }
}

describe('KeyFrameRequests', () => {
  it('leaves the first request to the worker, which asks at once', (t) => {
    const { asked, begin, pass, wait } = setUp(t)
    begin('ada')
    wait(KEY_FRAME_AFTER_MS)
    pass('ada')
    wait(5000)
    assert.deepEqual(asked, [])
  })

  it('serves whoever begins meanwhile with the key frame that is on its way', (t) => {
    const { asked, begin, pass, wait } = setUp(t)
    begin('ada')
    wait(KEY_FRAME_AFTER_MS / 2)
    begin('bob')
    wait(KEY_FRAME_AFTER_MS / 2)
    pass('ada', 'bob')
    wait(5000)
    assert.deepEqual(asked, [])
  })

  it('asks the page, and long before the worker may, for all who begin after the key frame', (t) => {
    const { asked, begin, pass, wait } = setUp(t)
    begin('ada')
    wait(KEY_FRAME_AFTER_MS)
    pass('ada')
    wait(10)
    for (const id of ['bob', 'carol', 'dave']) begin(id)
    wait(100)
    assert.equal(asked.length, 1)
    assert.ok((asked[0] ?? PAUSE_MS) <= 100)
    pass('bob', 'carol', 'dave')
    wait(5000)
    assert.equal(asked.length, 1)
  })

  it('asks for somebody whom the key frame missed by a moment', (t) => {
    const { asked, begin, pass, wait } = setUp(t)
    begin('ada')
    wait(KEY_FRAME_AFTER_MS - 1)
    begin('bob')
    wait(1)
    pass('ada')
    wait(100)
    assert.equal(asked.length, 1)
  })

  it('asks once where nobody says whether a key frame came, and not for the first one', (t) => {
    const { asked, begin, wait } = setUp(t)
    begin('ada', false)
    wait(200)
    assert.deepEqual(asked, [])
    begin('bob', false)
    begin('carol', false)
    wait(5000)
    assert.equal(asked.length, 1)
  })

  it('gives up when nothing comes, and forgets whoever has gone', (t) => {
    const { requests, asked, begin, wait } = setUp(t)
    begin('ada')
    requests.settled('camera', 'ada', { hasBegun: false })
    wait(5000)
    assert.deepEqual(asked, [])
    begin('bob')
    wait(60_000)
    assert.equal(asked.length, 1)
    begin('carol')
    requests.remove('camera')
    wait(5000)
    begin('dave')
    assert.ok(asked.length <= 2)
  })

  it('asks four times at once and once a second for long, however many begin and whatever passes', (t) => {
    const storms = fc.array(
      fc.record({ gap: fc.integer({ min: 0, max: 40 }), passes: fc.boolean(), isTold: fc.boolean() }),
      { minLength: 20, maxLength: 200 },
    )
    fc.assert(
      fc.property(storms, (list) => {
        const { requests, asked, begin, pass, wait } = setUp(t)
        let elapsed = 0
        for (const [index, { gap, passes, isTold }] of list.entries()) {
          begin(`viewer${index}`, isTold)
          wait(gap)
          elapsed += gap
          if (passes) pass(`viewer${index}`)
        }
        const most = 4 + elapsed / 1000
        assert.ok(asked.length <= most, `${asked.length} times in ${elapsed} ms`)
        requests.close()
        t.mock.timers.reset()
      }),
      { numRuns: 30 },
    )
  })
})
