import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { Deliveries } from './deliveries.ts'
import { refuse, startReceiver, take } from './test-receiver.ts'
import { person, startLife, storageFile } from './test-webhooks.ts'

/** Two receivers of two events, one of which refuses everything for good; once with a file and once without. */
async function createBench(t: TestContext, file: string) {
  const [good, bad] = [await startReceiver(t), await startReceiver(t)]
  bad.answer = refuse(410)
  const { events, webhooks, store } = await startLife(t, [good, bad], { file })
  const deliveries = new Deliveries(store.webhooks, webhooks)
  events.emit('red', 'participantJoined', { participant: person('ada-seat', 'Ada') })
  events.emit('red', 'participantLeft', { participantId: 'ada-seat' })
  await waitFor(() => {
    const { deliveries: listed } = deliveries.list({})
    return listed.every(({ state }) => state !== 'waiting') ? undefined : 'deliveries wait'
  })
  return { good, bad, deliveries, badName: new URL(bad.url).host }
}

for (const where of ['a file', 'memory'] as const) {
  const place = (t: TestContext): string => (where === 'memory' ? 'none' : storageFile(t))

  it(`lists what was delivered and what was not, page by page, from ${where}`, async (t) => {
    const { deliveries, badName } = await createBench(t, place(t))
    const first = deliveries.list({ limit: 3 })
    assert.deepEqual(first.deliveries.map(({ type, state, status }) => [type, state, status]).sort(), [
      ['participantLeft', 'delivered', 204],
      ['participantLeft', 'failed', 410],
    ])
    const second = deliveries.list({ limit: 3, cursor: first.next ?? '' })
    assert.equal(second.next, null)
    assert.deepEqual(new Set(second.deliveries.map(({ type }) => type)), new Set(['participantJoined']))
    const failed = deliveries.list({ state: 'failed', receiver: badName })
    assert.deepEqual(
      failed.deliveries.map(({ number }) => number),
      [2, 1],
    )
    assert.deepEqual(deliveries.list({ cursor: "1' OR 1=1", limit: Number.NaN }).deliveries.length > 0, true)
  })

  it(`sends a message again, with its id, to whom it was said, from ${where}`, async (t) => {
    const { good, bad, deliveries, badName } = await createBench(t, place(t))
    const [failed] = deliveries.list({ state: 'failed' }).deliveries
    assert.ok(failed)
    const read = deliveries.read(failed.id)
    assert.equal((JSON.parse(read?.message ?? '') as { type: string }).type, 'participantLeft')
    bad.answer = take
    const before = [good.requests, bad.requests]
    assert.deepEqual(deliveries.replay(failed.id, badName), [badName])
    await waitFor(() => (bad.requests > (before[1] ?? 0) ? undefined : 'it was not sent again'))
    await waitFor(() =>
      deliveries.list({ state: 'failed' }).deliveries.length === 1 ? undefined : 'failed still',
    )
    assert.equal(bad.received.at(-1)?.id, failed.id)
    assert.equal(good.requests, before[0])
    assert.equal(deliveries.replay('msg_unknown'), undefined)
    assert.equal(deliveries.replay(failed.id, 'nobody'), undefined)
    assert.equal(deliveries.read('msg_unknown'), undefined)
  })
}
