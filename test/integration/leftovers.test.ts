import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseMetrics } from '../../tools/harness/metrics-watch.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const COUNTED = ['transports', 'producers', 'consumers', 'data_producers', 'data_consumers', 'worker_objects']

/** Sums over all workers, by gauge. */
async function count({ url }: TestServer): Promise<Record<string, number>> {
  const samples = parseMetrics(await (await fetch(`${url}/metrics`)).text())
  return Object.fromEntries(
    COUNTED.map((what) => [
      what,
      samples.filter(({ name }) => name === `plenary_${what}`).reduce((sum, { value }) => sum + value, 0),
    ]),
  )
}

it('counts what the workers hold, and nothing of it is left when everybody has gone', async (t) => {
  const server = await startServer(t)
  const empty = await count(server)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await ada.publishCamera({ layers: 1 })
  await bob.setView([{ participantId: ada.id }])
  await receivesMore(bob, { from: ada, source: 'camera' })
  const busy = await count(server)
  const grown = Object.fromEntries(COUNTED.map((what) => [what, (busy[what] ?? 0) - (empty[what] ?? 0)]))
  assert.deepEqual(
    { ...grown, worker_objects: 0 },
    {
      // Two for each, and the room's own.
      transports: 5,
      producers: 2,
      consumers: 2,
      // The chat of each, and the room's chat and activity.
      data_producers: 4,
      // Both of these for each, and the room hears the chat of each.
      data_consumers: 6,
      worker_objects: 0,
    },
  )
  assert.ok((grown.worker_objects ?? 0) >= 19, `the worker has ${grown.worker_objects} more objects`)
  await ada.leave()
  await bob.leave()
  await waitFor(async () => {
    const left = await count(server)
    return JSON.stringify(left) === JSON.stringify(empty) ? undefined : JSON.stringify(left)
  })
})
