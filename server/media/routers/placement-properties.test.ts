import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { UnseenCost } from '../workers/unseen-cost.ts'
import { expectJoin, type JoinCost } from './join-cost.ts'
import { placeParticipant, type Candidate } from './placement.ts'

const HALF = 0.5

const share = fc.double({ min: 0, max: 1.2, noNaN: true })
const small = fc.double({ min: 0, max: 0.1, noNaN: true })

const joins: fc.Arbitrary<JoinCost> = fc.record({ share: small, inPipes: small, outPipes: small })

const facts = fc.record({
  isAlive: fc.boolean(),
  load: share,
  recentPeak: share,
  participants: fc.nat(300),
  here: fc.oneof(fc.constant(0), fc.nat(40)),
})

type Facts = Omit<Candidate, 'id'>

function named(all: readonly Facts[]): Candidate[] {
  return all.map((one, index) => ({ id: `w${index}`, ...one }))
}

const workers = fc.array(facts, { maxLength: 8 }).map(named)
// Nothing but the order, or the id, could decide between these.
const equals = fc
  .tuple(facts, fc.integer({ min: 2, max: 8 }))
  .map(([one, count]) => named(Array<Facts>(count).fill(one)))

describe('placeParticipant, whatever the facts are', () => {
  it('chooses a worker that lives, whenever there is one', () => {
    fc.assert(
      fc.property(workers, joins, (candidates, join) => {
        const chosen = placeParticipant(candidates, join)
        assert.equal(chosen?.isAlive, candidates.some(({ isAlive }) => isAlive) ? true : undefined)
      }),
    )
  })

  it('chooses the same for the same facts, in whatever order they come', () => {
    const shuffled = fc
      .oneof(workers, equals)
      .chain((candidates) =>
        fc.tuple(fc.constant(candidates), fc.shuffledSubarray(candidates, { minLength: candidates.length })),
      )
    fc.assert(
      fc.property(shuffled, joins, ([candidates, other], join) => {
        assert.equal(placeParticipant(candidates, join)?.id, placeParticipant(other, join)?.id)
      }),
    )
  })

  it('takes no further worker while home stays below half a core', () => {
    fc.assert(
      fc.property(workers, joins, (candidates, join) => {
        const present = candidates.filter(({ isAlive, here }) => isAlive && here > 0)
        const most = Math.max(...present.map(({ here }) => here))
        const homes = present.filter(({ here }) => here === most)
        const pipes = (present.length - 1) * join.outPipes
        const isBelow = homes.some(({ load }) => load + 2 * join.share + pipes <= HALF)
        fc.pre(isBelow)
        const chosen = placeParticipant(candidates, join)
        assert.ok(chosen && chosen.here > 0)
        if (present.length === 1) assert.equal(chosen.id, homes[0]?.id)
      }),
    )
  })

  it('spreads to no worker that would be busier than home', () => {
    const elsewhere = workers.map((candidates) => candidates.map((one) => ({ ...one, here: 0 })))
    fc.assert(
      fc.property(share, elsewhere, joins, (load, candidates, join) => {
        const home = { id: 'home', isAlive: true, load, recentPeak: load, participants: 9, here: 9 }
        const chosen = placeParticipant([...candidates, home], join)
        assert.ok(chosen)
        if (chosen.id !== 'home') assert.ok(chosen.load + 2 * join.inPipes < load)
      }),
    )
  })
})

/** Workers that are measured every two seconds, as `WorkerLoad` does, while people come. */
class Measured {
  readonly #trueCost: number
  readonly #workers: { cpu: number; unseen: UnseenCost; came: number[]; here: number }[]

  constructor(count: number, trueCost: number) {
    this.#trueCost = trueCost
    this.#workers = Array.from({ length: count }, () => ({
      cpu: 0,
      unseen: new UnseenCost(),
      came: [],
      here: 0,
    }))
  }

  get people(): number[] {
    return this.#workers.map(({ here }) => here)
  }

  /** Lets somebody come to a room, who is expected to cost what they do. */
  join(now: number, join: JoinCost, isNewRoom = false): void {
    const chosen = placeParticipant(
      this.#workers.map((one, index) => ({
        id: `w${index}`,
        isAlive: true,
        load: one.cpu + one.unseen.total,
        recentPeak: one.cpu,
        participants: one.here,
        here: isNewRoom ? 0 : one.here,
      })),
      join,
    )
    const worker = this.#workers[Number(chosen?.id.slice(1))]
    assert.ok(worker)
    worker.unseen.add(join.share)
    worker.came.push(now)
    worker.here += 1
  }

  /** The mean of the last two seconds, in which media begin a second after their owner. */
  measure(now: number): void {
    for (const worker of this.#workers) {
      const ran = worker.came.map((came) => Math.min(2000, Math.max(0, now - came - 1000)) / 2000)
      worker.cpu = Math.min(
        1,
        ran.reduce((sum, part) => sum + part * this.#trueCost, 0),
      )
      worker.unseen.measured(now - 2000, now)
    }
  }
}

describe('placement of many', () => {
  it('does not put a storm of 300 joins in ten seconds on one worker before it is measured', (t) => {
    const clock = { now: 0 }
    t.mock.method(performance, 'now', () => clock.now)
    for (const trueCost of [0.004, 0.008, 0.02]) {
      clock.now = 0
      const measured = new Measured(4, trueCost)
      for (let count = 0; count < 300; count += 1) {
        const join = expectJoin({ participants: count, settled: 0, running: 0, streamShare: undefined })
        measured.join(clock.now, join)
        clock.now += 10_000 / 300
        if (count % 60 === 59) measured.measure(clock.now)
      }
      const [most = 0, second = 0] = measured.people.toSorted((a, b) => b - a)
      assert.ok(most <= 150 && second >= 60, `${measured.people.join(', ')} at ${trueCost}`)
    }
  })

  it('spreads many small rooms over the workers from the beginning', () => {
    for (const count of [2, 3, 8]) {
      const measured = new Measured(count, 0)
      for (let room = 0; room < count * 5; room += 1) {
        measured.join(
          0,
          expectJoin({ participants: 0, settled: 0, running: 0, streamShare: undefined }),
          true,
        )
        if (room % 3 === 0) measured.measure(room * 2000)
      }
      assert.deepEqual(measured.people, Array<number>(count).fill(5))
    }
  })

  it('needs one worker only', () => {
    const measured = new Measured(1, 0.01)
    for (let count = 0; count < 200; count += 1) measured.join(0, { share: 0.01, inPipes: 1, outPipes: 1 })
    assert.deepEqual(measured.people, [200])
  })
})
