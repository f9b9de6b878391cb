import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NameMarks } from './name-marks.ts'

describe('NameMarks', () => {
  it('leaves the first name as it is and numbers all that are taken for it', () => {
    const marks = new NameMarks()
    assert.equal(marks.give('a', 'Ada'), 'Ada')
    assert.equal(marks.give('b', 'Ada'), 'Ada (2)')
    assert.equal(marks.give('c', '\u0410d\u0430'), '\u0410d\u0430 (3)')
    assert.equal(marks.give('d', 'A d a'), 'A d a (4)')
    assert.equal(marks.give('e', 'Bob'), 'Bob')
  })

  it('gives the name of somebody who left to nobody while a like one is there', () => {
    const marks = new NameMarks()
    marks.give('a', 'Ada')
    marks.give('b', 'Ada')
    marks.release('a')
    assert.equal(marks.give('c', 'Ada'), 'Ada (3)')
    marks.release('b')
    marks.release('c')
    assert.equal(marks.give('d', 'Ada'), 'Ada')
  })

  it('keeps a number over a change that leaves the name alike, and no longer', () => {
    const marks = new NameMarks()
    marks.give('a', 'Ada')
    marks.give('b', 'Ada')
    assert.equal(marks.give('b', 'ADA'), 'ADA (2)')
    assert.equal(marks.give('a', 'ada'), 'ada')
    assert.equal(marks.give('b', 'Zoe'), 'Zoe')
    assert.equal(marks.give('a', 'Zoe'), 'Zoe (2)')
    assert.equal(marks.give('a', 'Ada'), 'Ada')
  })

  it('never shows two names that are alike, whoever comes, goes and changes', () => {
    const marks = new NameMarks()
    const shown = new Map<string, string>()
    const names = ['Ada', 'ada', '\u0410da', 'Bob', 'B0b', 'lan', 'Ian']
    for (let step = 0; step < 2000; step += 1) {
      const seat = `s${(step * 7919) % 12}`
      if (step % 5 === 4) {
        marks.release(seat)
        shown.delete(seat)
      } else {
        shown.set(seat, marks.give(seat, names[(step * 31) % names.length] ?? 'Ada'))
      }
      assert.equal(new Set(shown.values()).size, shown.size, `step ${step}`)
    }
  })

  it('takes up names from before a restart, and tells apart those that were equal', () => {
    const marks = new NameMarks()
    assert.equal(marks.restore('a', 'Ada (2)'), 'Ada (2)')
    assert.equal(marks.restore('b', 'Ada'), 'Ada')
    assert.equal(marks.restore('c', 'Ada'), 'Ada (3)')
    assert.equal(marks.give('d', 'Ada'), 'Ada (4)')
  })
})
