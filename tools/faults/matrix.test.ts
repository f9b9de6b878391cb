import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MATRIX } from './matrix.ts'
import { whySkipped } from './rehearsal.ts'

describe('the matrix', () => {
  it('names every row once, in a form that fits a command line', () => {
    const names = MATRIX.map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
    assert.deepEqual(
      names.filter((name) => !/^[a-z0-9-]+$/.test(name)),
      [],
    )
  })

  it('checks something in every row', () => {
    assert.deepEqual(
      MATRIX.filter(({ checks }) => checks.length === 0).map(({ name }) => name),
      [],
    )
  })

  it('can be rehearsed in part without any rights, and says what the rest needs', () => {
    const reason = 'only root may'
    const missing = { namespaces: reason, iptables: reason, tbf: reason, mount: reason }
    const possible = MATRIX.filter((scenario) => whySkipped(scenario, missing) === undefined).map(
      ({ name }) => name,
    )
    for (const name of ['signaling-cut', 'worker-killed', 'server-killed', 'event-loop-blocked']) {
      assert.ok(possible.includes(name), name)
    }
    const skipped = MATRIX.filter((scenario) => whySkipped(scenario, missing) === reason)
    assert.equal(skipped.length, MATRIX.length - possible.length)
    assert.equal(MATRIX.filter((scenario) => whySkipped(scenario, {}) !== undefined).length, 0)
  })
})
