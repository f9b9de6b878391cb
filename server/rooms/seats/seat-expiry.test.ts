import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startExpiry } from './seat-expiry.ts'
import { Seat } from './seat.ts'

it('lets a seat expire after its time, unless its owner is being admitted at that moment', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let expired = 0
  const seat = new Seat({ subchannel: 1, role: 'host', name: 'Ada' })
  seat.wait(
    startExpiry(seat, 1000, () => (expired += 1)),
    false,
  )
  const admission = Promise.withResolvers<void>()
  const admitted = seat.await(admission.promise)
  t.mock.timers.tick(5000)
  assert.equal(expired, 0, 'gone in the middle of an admission')
  admission.resolve()
  await admitted
  t.mock.timers.tick(499)
  assert.equal(expired, 0)
  t.mock.timers.tick(1)
  assert.equal(expired, 1)
})
