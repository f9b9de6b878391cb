import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JoinCost } from './join-cost.ts'
import { placeParticipant, type Candidate } from './placement.ts'

const JOIN: JoinCost = { share: 0.01, inPipes: 0.02, outPipes: 0.001 }

/** A worker that is idle and has nobody, but for what the test says. */
function worker(id: string, facts: Partial<Candidate> = {}): Candidate {
  const { load = 0, here = 0 } = facts
  return { id, isAlive: true, load, recentPeak: load, participants: here, here, ...facts }
}

function place(candidates: readonly Candidate[], join = JOIN): string | undefined {
  return placeParticipant(candidates, join)?.id
}

describe('placeParticipant', () => {
  it('keeps a room on its worker below half a core, whatever the number of its people', () => {
    for (const here of [1, 9, 10, 40, 200]) {
      assert.equal(place([worker('a', { here, load: 0.4 }), worker('b')]), 'a', `${here} people`)
    }
  })

  it('spreads a room whose worker would pass half a core with this join and the next', () => {
    assert.equal(place([worker('a', { here: 5, load: 0.479 }), worker('b')]), 'a')
    assert.equal(place([worker('a', { here: 5, load: 0.481 }), worker('b')]), 'b')
    const dear = { ...JOIN, share: 0.1 }
    assert.equal(place([worker('a', { here: 5, load: 0.301 }), worker('b')], dear), 'b')
  })

  it('stays at home where another worker would be as busy once it has the pipes', () => {
    const home = worker('a', { here: 20, load: 0.55 })
    // Two ends of 0.02 and 0.001, and what counts as a gain.
    assert.equal(place([home, worker('b', { load: 0.459 })]), 'a')
    assert.equal(place([home, worker('b', { load: 0.457 })]), 'b')
    assert.equal(place([home, worker('b', { load: 0.3 })], { ...JOIN, inPipes: 0.2 }), 'a')
  })

  it('fills the workers that it has, before it takes another one', () => {
    const home = worker('a', { here: 40, load: 0.55 })
    const second = worker('b', { here: 3, load: 0.3 })
    assert.equal(place([home, second, worker('c')]), 'b')
    assert.equal(place([home, { ...second, load: 0.5 }, worker('c')]), 'c')
  })

  it('comes back together only when home has stayed calm', () => {
    const second = worker('b', { here: 3, load: 0.1 })
    const calmNow = worker('a', { here: 40, load: 0.3 })
    assert.equal(place([{ ...calmNow, recentPeak: 0.45 }, second]), 'b')
    assert.equal(place([{ ...calmNow, recentPeak: 0.35 }, second]), 'a')
  })

  it('takes the next people at home once it is alone there again', () => {
    const home = worker('a', { here: 40, load: 0.47, recentPeak: 0.6 })
    assert.equal(place([home, worker('b')]), 'a')
  })

  it('goes home before it takes a further worker', () => {
    const home = worker('a', { here: 40, load: 0.47 })
    const second = worker('b', { here: 3, load: 0.6 })
    assert.equal(place([home, second, worker('c')]), 'a')
  })

  it('takes the worker that will be the least busy when none has room', () => {
    const busy = [
      worker('a', { here: 40, load: 0.7 }),
      worker('b', { here: 20, load: 0.6 }),
      worker('c', { load: 0.65 }),
    ]
    assert.equal(place(busy), 'b')
    assert.equal(place([...busy, worker('d', { load: 0.5 })]), 'd')
  })

  it('begins a room where least is going on', () => {
    assert.equal(place([worker('a', { load: 0.5 }), worker('b', { load: 0.2 })]), 'b')
    assert.equal(place([worker('a', { participants: 4 }), worker('b', { participants: 3 })]), 'b')
  })

  it('knows when there is no worker', () => {
    assert.equal(place([]), undefined)
    assert.equal(place([worker('a', { isAlive: false, here: 3 })]), undefined)
  })
})
