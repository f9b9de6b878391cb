import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ChurnClient } from './churn-client.ts'
import { createChoices } from './choices.ts'
import { SoakRecord } from './soak-record.ts'

/** Somebody who wants to join a server that is not there. */
async function stayOutside(explains: () => boolean): Promise<SoakRecord> {
  const record = new SoakRecord()
  const url = 'http://127.0.0.1:1'
  const client = new ChurnClient({ url, index: 0, choices: createChoices(1), record, explains })
  await client.runUntil(performance.now() + 100)
  return record
}

describe('somebody on the way', () => {
  it('fails although nobody is inside yet', async () => {
    const record = await stayOutside(() => false)
    assert.ok((record.failures.join ?? 0) > 0)
    assert.match(record.reasons[0] ?? '', /^join: /)
    assert.deepEqual([record.actions, record.excusedByKill], [{}, {}])
  })

  it('is excused where a killed worker explains it, and counted all the same', async () => {
    const record = await stayOutside(() => true)
    assert.ok((record.excusedByKill.join ?? 0) > 0)
    assert.deepEqual([record.failures, record.reasons], [{}, []])
  })
})
