import assert from 'node:assert/strict'
import { it } from 'node:test'
import { runFuzz } from '../../tools/churn/fuzz.ts'
import { describeLeftovers, waitForNothing } from '../../tools/churn/leftovers.ts'
import { startServer } from '../kit/server.ts'

it('answers whatever is sent to it, and keeps nothing of it', async (t) => {
  const server = await startServer(t, {
    limits: { requestsPerSecond: 10_000, requestBurst: 100_000 },
    rooms: { pageCloseGraceSeconds: 0, resumeGraceSeconds: 0 },
  })
  const result = await runFuzz({ url: server.url, messages: 4000, seed: 20_261 })
  assert.deepEqual(result.unanswered, [])
  assert.equal(result.sent, 4000)
  assert.equal(result.answers.internal, undefined, 'the server failed at something')
  // Both kinds must have been there, or the test looked at one half only.
  assert.ok((result.answers.ok ?? 0) > 100, JSON.stringify(result.answers))
  assert.ok((result.answers.bad_request ?? 0) > 100, JSON.stringify(result.answers))
  assert.ok(result.chatPayloads > 100)
  assert.equal(result.disconnects, 0)
  assert.deepEqual(describeLeftovers(await waitForNothing(server.url)), [])
  const guest = await server.join('after', 'Guest')
  await guest.publishMicrophone()
})
