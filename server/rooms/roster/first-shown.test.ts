import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstShown, type FirstCandidates } from './first-shown.ts'

const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`)
const nobody: FirstCandidates = {
  spotlight: [],
  screens: [],
  dominant: null,
  cameras: [],
  microphones: [],
  everybody: [],
}

describe('firstShown', () => {
  it('names everybody of a small room exactly once, and not oneself', () => {
    const first = firstShown(
      { ...nobody, cameras: ['p1', 'p2'], microphones: ['p2', 'p0'], everybody: people(4) },
      'p0',
    )
    assert.deepEqual(first, ['p1', 'p2', 'p3'])
  })

  it('stays small in a webinar, with the presenter in it', () => {
    assert.deepEqual(firstShown({ ...nobody, cameras: ['p500'], everybody: people(1000) }, 'p9'), [
      'p500',
      'p0',
      'p1',
    ])
  })

  it('puts screens and the speaker before other cameras', () => {
    const first = firstShown(
      { ...nobody, screens: ['p30'], dominant: 'p35', cameras: people(40), everybody: people(40) },
      'me',
    )
    assert.deepEqual(first.slice(0, 3), ['p30', 'p35', 'p0'])
    assert.equal(first.length, 16)
  })

  it('puts those whom hosts show to everybody first of all', () => {
    const spotlight = ['p38', 'me']
    const first = firstShown(
      { ...nobody, spotlight, screens: people(20), dominant: 'p35', everybody: people(40) },
      'me',
    )
    assert.deepEqual(first.slice(0, 2), ['p38', 'p0'])
    assert.equal(first.length, 16)
  })

  it('looks at no more of a large room than it names', () => {
    let seen = 0
    const counted = function* (): Generator<string> {
      for (const id of people(1000)) {
        seen += 1
        yield id
      }
    }
    firstShown({ ...nobody, cameras: counted(), everybody: counted() }, 'me')
    assert.ok(seen <= 18, `${seen} were looked at`)
  })
})
