import assert from 'node:assert/strict'
import { it } from 'node:test'
import { runSoak } from '../../scripts/churn/soak.ts'
import { startServer } from '../kit/server.ts'

it('keeps nothing of people who come, go, reload, share and lose their line', async (t) => {
  const server = await startServer(t, {
    media: { workers: 2 },
    rooms: { pageCloseGraceSeconds: 0.5, resumeGraceSeconds: 1 },
    limits: { requestsPerSecond: 1000, requestBurst: 1000 },
  })
  const result = await runSoak({
    url: server.url,
    pid: undefined,
    durationMs: 10_000,
    people: 6,
    seed: 7,
    killsWorkers: false,
  })
  assert.deepEqual(result.failures, [])
  assert.deepEqual(
    Object.entries(result.leftovers).filter(([, count]) => count !== 0),
    [],
  )
  for (const action of ['join', 'reload', 'break', 'leave', 'share', 'look']) {
    assert.ok((result.actions[action] ?? 0) > 0, `nobody did ${action}: ${JSON.stringify(result.actions)}`)
  }
})
