import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProcessEventLog } from './event-log.ts'
import { Measures, mergeMeasures } from './measures.ts'

describe('the events of a process', () => {
  it('are counted by how many clients heard of each, and by the last one', () => {
    const measures = new Measures()
    const log = new ProcessEventLog(measures)
    log.open()
    log.made(1)
    log.heard(1, 8)
    log.heard(1, 5)
    log.heard(2, 3)
    assert.deepEqual(log.close(), [
      { id: 1, heard: 2, lastMs: 8 },
      { id: 2, heard: 1, lastMs: 3 },
    ])
    assert.equal(mergeMeasures([measures.take()]).event.count, 3)
  })

  it('include those of which no client here heard', () => {
    const log = new ProcessEventLog(new Measures())
    log.open()
    log.made(7)
    assert.deepEqual(log.close(), [{ id: 7, heard: 0, lastMs: 0 }])
  })

  it('are left out before the window is open and after it is closed, and forgotten by the next one', () => {
    const measures = new Measures()
    const log = new ProcessEventLog(measures)
    log.heard(1, 5)
    log.open()
    log.made(2)
    log.close()
    log.heard(2, 5)
    log.open()
    assert.deepEqual(log.close(), [])
    assert.equal(mergeMeasures([measures.take()]).event.count, 0)
  })
})
