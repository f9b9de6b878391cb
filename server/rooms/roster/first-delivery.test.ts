import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { NotificationParams } from '../../../protocol/index.ts'
import { FirstDelivery } from './first-delivery.ts'

function setUp(t: TestContext, { isLarge = false } = {}) {
  // The clock is that of the timers.
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.mock.method(performance, 'now', () => Date.now())
  const told: unknown[] = []
  const list: NotificationParams<'room:changed'> = { joined: [], left: [], updated: [], complete: true }
  const newcomer = new FirstDelivery({
    seat: { notify: (_name, params) => void told.push(params) },
    list: () => (isLarge ? null : list),
  })
  const toldAfter = (ms: number): number => {
    t.mock.timers.tick(ms)
    return told.length
  }
  return { newcomer, told, toldAfter }
}

describe('Newcomer', () => {
  it('hears nothing more when the answer named everybody', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.mediaBegins()
    assert.equal(toldAfter(60_000), 0)
  })

  it('gets the list, which is complete, once and some time after the first media', (t) => {
    const { newcomer, told, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    newcomer.mediaBegins()
    assert.equal(toldAfter(499), 0)
    assert.equal(toldAfter(1), 1)
    assert.equal((told[0] as NotificationParams<'room:changed'>).complete, true)
    newcomer.mediaBegins()
    assert.equal(toldAfter(60_000), 1)
  })

  it('does not wait longer because more and more media begins', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    assert.equal(toldAfter(1400), 0)
    for (let time = 0; time < 100; time += 50) {
      newcomer.mediaBegins()
      toldAfter(50)
    }
    assert.equal(toldAfter(0), 1)
  })

  it('is told in time when nobody sends anything', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    assert.equal(toldAfter(1499), 0)
    assert.equal(toldAfter(1), 1)
  })

  it('is told at once when its media goes on', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: true })
    assert.equal(toldAfter(0), 1)
  })

  it('is told nothing in a room that has become large meanwhile', (t) => {
    const { newcomer, toldAfter } = setUp(t, { isLarge: true })
    newcomer.listFollows({ hasMedia: false })
    assert.equal(toldAfter(60_000), 0)
  })

  it('is told nothing after it left', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    newcomer.close()
    newcomer.mediaBegins()
    assert.equal(toldAfter(60_000), 0)
  })
})
