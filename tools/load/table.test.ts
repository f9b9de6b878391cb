import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OptionError } from '../harness/command-line.ts'
import { parseTableOptions, wantsTable } from './table.ts'

describe('the command line of a table', () => {
  it('asks for all sizes, or for its own', () => {
    assert.equal(wantsTable(['--serve']), false)
    assert.equal(wantsTable(['--table']), true)
    assert.deepEqual(parseTableOptions(['--table']), { sizes: [25, 100, 300, 1000], warmUp: 6, duration: 20 })
    const own = parseTableOptions(['--table', '--sizes', '3,4', '--warm-up', '2', '--duration', '5'])
    assert.deepEqual(own, { sizes: [3, 4], warmUp: 2, duration: 5 })
  })

  it('takes no sizes that are none, and no options of a single run', () => {
    for (const odd of [
      ['--sizes', '1'],
      ['--sizes', '3,'],
      ['--sizes', 'many'],
      ['--serve'],
      ['--duration', '0'],
    ]) {
      assert.throws(() => parseTableOptions(['--table', ...odd]), OptionError)
    }
  })
})
