import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { COUNTED, describeLeftovers, readLeftovers } from './leftovers.ts'

const nothing = COUNTED.map((what) => `plenary_${what} 0`)

describe('what is left behind', () => {
  it('is nothing when every gauge says so', () => {
    assert.deepEqual(describeLeftovers(readLeftovers(nothing.join('\n'))), [])
  })

  it('is what a gauge counts, over all workers', () => {
    const lines = nothing.filter((line) => !line.startsWith('plenary_transports'))
    lines.push('plenary_transports{pid="1"} 2', 'plenary_transports{pid="2"} 1')
    assert.deepEqual(describeLeftovers(readLeftovers(lines.join('\n'))), ['3 transports are left'])
  })

  it('is not known where a gauge is missing, which is as bad', () => {
    const lines = nothing.filter((line) => !line.startsWith('plenary_producers'))
    assert.deepEqual(describeLeftovers(readLeftovers(lines.join('\n'))), [
      '/metrics has no plenary_producers',
    ])
  })
})
