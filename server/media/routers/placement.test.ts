import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { placeParticipant } from './placement.ts'

/** Places people one after another on idle workers and counts them. */
function fill(people: number, workers: number): number[] {
  const here = Array<number>(workers).fill(0)
  for (let count = 0; count < people; count += 1) {
    const chosen = placeParticipant(
      here.map((present, worker) => ({ worker, here: present, expected: present * 0.01 })),
    )
    if (chosen === undefined) throw new Error('nobody was placed')
    here[chosen] = (here[chosen] ?? 0) + 1
  }
  return here
}

describe('placeParticipant', () => {
  it('keeps a small room on one worker', () => {
    assert.deepEqual(fill(10, 4), [10, 0, 0, 0])
  })

  it('shares a large room evenly', () => {
    const [one = 0, two = 0] = fill(40, 2)
    assert.ok(Math.abs(one - two) <= 4, `${one} and ${two}`)
  })

  it('takes another worker only when those that it has carry enough people for it', () => {
    assert.deepEqual(fill(20, 8), [10, 10, 0, 0, 0, 0, 0, 0])
    assert.deepEqual(
      fill(100, 8).map((people) => (people > 0 ? 1 : 0)),
      [1, 1, 1, 1, 0, 0, 0, 0],
    )
  })

  it('avoids a busy worker even for a small room', () => {
    assert.equal(
      placeParticipant([
        { worker: 'a', here: 3, expected: 0.9 },
        { worker: 'b', here: 0, expected: 0.1 },
      ]),
      'b',
    )
  })

  it('starts a room where there is most room', () => {
    assert.equal(
      placeParticipant([
        { worker: 'a', here: 0, expected: 0.5 },
        { worker: 'b', here: 0, expected: 0.2 },
      ]),
      'b',
    )
  })

  it('knows when there is no worker', () => {
    assert.equal(placeParticipant([]), undefined)
  })
})
