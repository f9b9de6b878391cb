import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as mediasoup from 'mediasoup'
import { unlessLate } from './late-object.ts'

it('closes what a transport made although it had closed', async (t) => {
  const worker = await mediasoup.createWorker()
  t.after(() => worker.close())
  const router = await worker.createRouter()
  const transport = await router.createDirectTransport()
  const making = transport.produceData({ label: 'late' })
  transport.close()
  const made = await making
  assert.equal(unlessLate(made, transport), undefined)
  assert.equal(made.closed, true)
})

it('takes what came in time', async (t) => {
  const worker = await mediasoup.createWorker()
  t.after(() => worker.close())
  const router = await worker.createRouter()
  const transport = await router.createDirectTransport()
  const made = await transport.produceData({ label: 'in time' })
  assert.equal(unlessLate(made, transport), made)
})
