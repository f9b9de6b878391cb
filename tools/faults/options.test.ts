import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OptionError } from '../harness/command-line.ts'
import { parseOptions } from './options.ts'

const ROWS = ['first', 'second', 'third']

describe('the command line of the fault rehearsal', () => {
  it('rehearses everything ten times by default', () => {
    assert.deepEqual(parseOptions([], ROWS), {
      only: [],
      runs: 10,
      seed: 1,
      churnMinutes: 20,
      json: false,
      loopback: false,
    })
  })

  it('takes rows one by one or with commas', () => {
    const options = parseOptions(['--only', 'first,third', '--only', 'second'], ROWS)
    assert.deepEqual(typeof options === 'object' && options.only, ['first', 'third', 'second'])
  })

  it('runs a few times only with --short', () => {
    const options = parseOptions(['--short', '--seed', '7', '--json', '--loopback'], ROWS)
    assert.deepEqual(options, { only: [], runs: 2, seed: 7, churnMinutes: 1, json: true, loopback: true })
  })

  it('churns after single rows only when asked', () => {
    const minutes = (...argv: string[]): unknown => {
      const options = parseOptions(['--only', 'first', ...argv], ROWS)
      return typeof options === 'object' && options.churnMinutes
    }
    assert.equal(minutes(), 0)
    assert.equal(minutes('--churn', '3'), 3)
  })

  it('knows when only a text is wanted', () => {
    assert.equal(parseOptions(['--help'], ROWS), 'help')
    assert.equal(parseOptions(['--list'], ROWS), 'list')
  })

  for (const argv of [
    ['--only', 'fourth'],
    ['--runs', '0'],
    ['--runs', '1.5'],
    ['--runs', ''],
    ['--seed', '-1'],
    ['--short', '--runs', '3'],
    ['--unknown'],
    ['first'],
  ]) {
    it(`refuses ${JSON.stringify(argv.join(' '))}`, () => {
      assert.throws(() => parseOptions(argv, ROWS), OptionError)
    })
  }
})
