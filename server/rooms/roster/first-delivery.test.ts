import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { NotificationParams } from '../../../protocol/index.ts'
import { FirstDelivery } from './first-delivery.ts'

function setUp(t: TestContext) {
  // The clock is that of the timers.
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.mock.method(performance, 'now', () => Date.now())
  const told: unknown[] = []
  const page: NotificationParams<'room:changed'> = { joined: [], left: ['page'], updated: [] }
  const newcomer = new FirstDelivery({
    seat: { notify: (_name, params) => void told.push(params) },
    list: () => [page, page],
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

  it('gets the list, and then that it is complete, once and some time after the first media', (t) => {
    const { newcomer, told, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    newcomer.mediaBegins()
    assert.equal(toldAfter(499), 0)
    assert.equal(toldAfter(1), 3)
    assert.deepEqual(
      told.map((params) => (params as NotificationParams<'room:changed'>).complete ?? false),
      [false, false, true],
    )
    newcomer.mediaBegins()
    assert.equal(toldAfter(60_000), 3)
  })

  it('does not wait longer because more and more media begins', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    assert.equal(toldAfter(1400), 0)
    for (let time = 0; time < 100; time += 50) {
      newcomer.mediaBegins()
      toldAfter(50)
    }
    assert.equal(toldAfter(0), 3)
  })

  it('is told in time when nobody sends anything', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    assert.equal(toldAfter(1499), 0)
    assert.equal(toldAfter(1), 3)
  })

  it('is told at once when its media goes on', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: true })
    assert.equal(toldAfter(0), 3)
  })

  it('is told nothing after it left', (t) => {
    const { newcomer, toldAfter } = setUp(t)
    newcomer.listFollows({ hasMedia: false })
    newcomer.close()
    newcomer.mediaBegins()
    assert.equal(toldAfter(60_000), 0)
  })
})
