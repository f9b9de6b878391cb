import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OptionError, readFlags, readNumber } from './command-line.ts'

const RUNS = { name: 'runs', min: 1, max: 10, integer: true }

function refusal(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof OptionError)
    return error.message
  }
  return 'accepted'
}

describe('a number on the command line', () => {
  it('is the preset where the flag is absent', () => {
    assert.equal(readNumber(undefined, RUNS, 4), 4)
  })

  it('may be any of its range, its ends included', () => {
    assert.deepEqual([readNumber('1', RUNS, 4), readNumber('10', RUNS, 4)], [1, 10])
    assert.equal(readNumber('2.5', { name: 'over', min: 0, max: 3 }, 1), 2.5)
  })

  it('is refused with its range where it is none, not whole, or too large', () => {
    for (const text of ['', 'many', '2.5', '0', '11']) {
      assert.equal(
        refusal(() => readNumber(text, RUNS, 4)),
        '--runs takes a whole number from 1 to 10.',
        text,
      )
    }
  })
})

describe('flags', () => {
  it('are read by their names', () => {
    assert.equal(readFlags(['--runs', '3'], { runs: { type: 'string' } }).runs, '3')
  })

  it('that do not exist are refused in one line that names the help', () => {
    const text = refusal(() => readFlags(['--rnus', '3'], { runs: { type: 'string' } }))
    assert.match(text, /^Unknown option '--rnus'.* See --help\.$/)
  })

  it('are all that is taken', () => {
    assert.match(
      refusal(() => readFlags(['three'], {})),
      /^Unexpected argument 'three'.* See --help\.$/,
    )
  })
})
