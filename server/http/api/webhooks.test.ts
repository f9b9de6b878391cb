import assert from 'node:assert/strict'
import { it } from 'node:test'
import { codeOf, startApi } from './test-api.ts'

const PATH = '/webhooks/deliveries'

it('programs list, read and replay what receivers of webhooks were sent', async (t) => {
  const { call, webhookStore } = await startApi(t)
  for (const position of [1, 2, 3]) {
    const id = `msg_0000000${position}`
    const body = `{"type":"roomOpened","data":{"number":${position}}}`
    const event = { position, id, room: 'red', number: position, type: 'roomOpened', at: 1000, body }
    webhookStore.announce({ event, receivers: ['board'], open: true })
    const [delivery] = webhookStore.find(id)
    assert.ok(delivery)
    webhookStore.changeDelivery(position, 'board', { ...delivery, state: 'failed', attempts: 3, status: 500 })
  }
  const first = await call(`${PATH}?limit=2&state=failed`)
  const ids = (json: unknown) => (json as { deliveries: { id: string }[] }).deliveries.map(({ id }) => id)
  assert.deepEqual(ids(first.json), ['msg_00000003', 'msg_00000002'])
  const second = await call(`${PATH}?limit=2&cursor=${String(first.json?.nextCursor)}`)
  assert.deepEqual([ids(second.json), second.json?.nextCursor], [['msg_00000001'], null])
  const read = await call(`${PATH}/msg_00000002`)
  assert.deepEqual(read.json?.message, { type: 'roomOpened', data: { number: 2 } })
  const replay = await call(`${PATH}/msg_00000002/replay`, { method: 'POST', body: { receiver: 'board' } })
  assert.deepEqual([replay.status, replay.json], [200, { receivers: ['board'] }])
  assert.deepEqual(ids((await call(`${PATH}?state=waiting`)).json), ['msg_00000002'])
  const unknown = await call(`${PATH}/msg_99999999/replay`, { method: 'POST', body: {} })
  assert.deepEqual([unknown.status, codeOf(unknown)], [404, 'not_found'])
  for (const query of ['limit=0', 'limit=101', 'state=lost', 'other=1'])
    assert.equal((await call(`${PATH}?${query}`)).status, 400, query)
})
