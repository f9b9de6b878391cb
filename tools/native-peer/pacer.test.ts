import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { nextDue, startPacing, stopPacing, type Paced } from './pacer.ts'

/** Lets time pass for the pacer: its timer and its clock. */
function clock(t: TestContext): (ms: number) => void {
  let now = 1000
  t.mock.timers.enable({ apis: ['setInterval'] })
  t.mock.method(performance, 'now', () => now)
  return (ms) => {
    for (let passed = 0; passed < ms; passed += 5) {
      now += 5
      t.mock.timers.tick(5)
    }
  }
}

/** Something that is due every 20 ms, first after 20 ms, and counts its calls. */
class Metronome implements Paced {
  dueAt = 1020
  calls = 0

  tick(now: number): void {
    this.calls += 1
    this.dueAt = nextDue(this.dueAt, 20, now)
  }
}

function started(t: TestContext): Metronome {
  const metronome = new Metronome()
  startPacing(metronome)
  t.after(() => stopPacing(metronome))
  return metronome
}

describe('the pacer', () => {
  it('calls each source whenever it is due', (t) => {
    const pass = clock(t)
    const [one, other] = [started(t), started(t)]
    other.dueAt = 1080
    pass(100)
    assert.deepEqual([one.calls, other.calls], [5, 2])
  })

  it('calls a source no more once it has stopped, also by itself', (t) => {
    const pass = clock(t)
    const metronome = started(t)
    metronome.tick = () => stopPacing(metronome)
    const tick = t.mock.method(metronome, 'tick')
    pass(100)
    assert.equal(tick.mock.callCount(), 1)
  })
})

describe('the time at which a source is due again', () => {
  it('keeps the pace however late the call came', () => {
    assert.equal(nextDue(1000, 20, 1015), 1020)
    assert.equal(nextDue(1000, 20, 1400), 1020)
  })

  it('makes up for no more than half a second', () => {
    assert.equal(nextDue(1000, 20, 9000), 8500)
  })
})
