import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { ChurnClient } from '../../tools/churn/churn-client.ts'
import { describeLeftovers, readStored } from '../../tools/churn/leftovers.ts'
import { SoakRecord } from '../../tools/churn/soak-record.ts'
import { runSoak } from '../../tools/churn/soak.ts'
import { startServer } from '../kit/server.ts'

it('keeps nothing of people who come, go, reload, share and lose their line', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-soak-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'plenary.sqlite')
  const server = await startServer(t, {
    storage: { file },
    media: { workers: 2 },
    // Long enough for a page that comes back while this process is busy.
    rooms: { pageCloseGraceSeconds: 2, resumeGraceSeconds: 3 },
    limits: { requestsPerSecond: 1000, requestBurst: 1000 },
  })
  const result = await runSoak({
    url: server.url,
    durationMs: 10_000,
    people: 6,
    seed: 7,
    killsWorkers: false,
  })
  const { actions, failures, reasons, excusedByKill, seatsLost, leftovers } = result
  assert.deepEqual(
    { failures, reasons, excusedByKill, seatsLost },
    {
      failures: {},
      reasons: [],
      excusedByKill: {},
      seatsLost: 0,
    },
  )
  assert.deepEqual(describeLeftovers(leftovers), [])
  for (const action of ['join', 'reload', 'break', 'leave', 'share', 'look', 'chat']) {
    assert.ok((actions[action] ?? 0) > 0, `nobody did ${action}: ${JSON.stringify(actions)}`)
  }
  // While it runs, nobody else can read its database.
  await server.close()
  const { rooms, seats } = readStored(file)
  assert.ok(rooms > 0, 'nothing was stored')
  assert.equal(seats, 0)
})

it('notices somebody who comes back as somebody else', async (t) => {
  // The seat is gone before its owner comes back.
  const server = await startServer(t, { rooms: { pageCloseGraceSeconds: 0, resumeGraceSeconds: 0 } })
  const record = new SoakRecord()
  const client = new ChurnClient({
    url: server.url,
    index: 0,
    choices: { below: () => 0, pick: (list) => list.find((action) => action === 'reload') ?? list[0] },
    record,
    // Not even a killed worker excuses that.
    explains: () => true,
  })
  await client.runUntil(performance.now() + 1000)
  await client.leave()
  assert.ok(record.seatsLost > 0)
  const failed = Object.values(record.failures).reduce((sum, count) => sum + count, 0)
  assert.equal(failed, record.seatsLost)
})
