import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseCore, readCores } from './placement.ts'

describe('the place of a process', () => {
  for (const [list, cores] of [
    ['0-1', [0, 1]],
    ['0,2-4,7', [0, 2, 3, 4, 7]],
    ['5', [5]],
    ['', []],
  ] as const) {
    it(`is one of "${list}"`, () => {
      assert.deepEqual(readCores(`Name:\tnode\nCpus_allowed_list:\t${list}\nThreads:\t1\n`), cores)
    })
  }

  it('is another one for each process, as long as there are some', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((position) => chooseCore([0, 2, 5], position)),
      [5, 2, 0, 5],
    )
    assert.equal(chooseCore([], 0), undefined)
  })
})
