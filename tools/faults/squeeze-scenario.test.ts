import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Sample } from './sample.ts'
import { readSqueeze } from './squeeze-scenario.ts'

const START = 1000
const STEP = 50

interface Part {
  ms: number
  /** Whether pictures move. */
  moves: boolean
  height?: number
  reasons?: string[]
  status?: string
}

/** Looks every 50 ms through parts that follow each other, from a second before the squeeze on. */
function watched(...parts: Part[]): Sample[] {
  const samples: Sample[] = []
  let framesDecoded = 0
  for (const { ms, moves, height = 720, reasons = [], status = 'connected' } of parts) {
    for (let passed = 0; passed < ms; passed += STEP) {
      if (moves) framesDecoded += 1
      const at = samples.length * STEP
      const sound = { audioPackets: samples.length, audioHeard: samples.length }
      samples.push({
        at,
        ...sound,
        videoPackets: 0,
        framesDecoded,
        height,
        status,
        reasons,
        seats: {},
        paths: [],
      })
    }
  }
  return samples
}

const before: Part = { ms: START, moves: true }

function read(...parts: Part[]): Record<string, number> {
  const samples = watched(before, ...parts)
  return readSqueeze(samples, { from: START, now: samples.length * STEP, fullLines: 720 })
}

describe('a squeezed line', () => {
  it('costs nothing when a smaller picture follows at once', () => {
    const { freezeMs, frozenMs, unexplainedFreezeMs, stepDownMs, silenceMs } = read(
      { ms: 800, moves: true },
      { ms: 5000, moves: true, height: 360 },
    )
    assert.deepEqual([freezeMs, frozenMs, unexplainedFreezeMs, silenceMs], [0, 0, 0, 0])
    assert.equal(stepDownMs, 800)
  })

  it('does not excuse a long freeze by a reason that showed for a moment', () => {
    const { freezeMs, unexplainedFreezeMs } = read(
      { ms: 1000, moves: false },
      { ms: 200, moves: false, reasons: ['slowHere'] },
      { ms: 6000, moves: false },
      { ms: 2000, moves: true, height: 180 },
    )
    assert.ok((freezeMs ?? 0) > 7000)
    assert.ok(Math.abs((unexplainedFreezeMs ?? 0) - 6050) <= 2 * STEP, `${unexplainedFreezeMs}`)
  })

  it('explains a freeze from the moment on at which the reason shows', () => {
    const { unexplainedFreezeMs, reasonNotShown } = read(
      { ms: 1200, moves: false },
      { ms: 4000, moves: false, status: 'poorDownlink' },
      { ms: 2000, moves: true, height: 180 },
    )
    assert.ok(Math.abs((unexplainedFreezeMs ?? 0) - 1250) <= STEP, `${unexplainedFreezeMs}`)
    assert.equal(reasonNotShown, 0)
  })

  it('takes a wrong reason for none', () => {
    const wrong = { ms: 4000, moves: false, reasons: ['slowThere'] }
    const { unexplainedFreezeMs, reasonNotShown } = read(wrong, { ms: 1000, moves: true })
    assert.ok((unexplainedFreezeMs ?? 0) >= 4000)
    assert.equal(reasonNotShown, 1)
  })

  it('adds freezes up, and leaves out the pauses of a slow picture', () => {
    const freeze = { ms: 900, moves: false, height: 180 }
    const moving = { ms: 500, moves: true, height: 180 }
    const slow = { ms: 300, moves: false, height: 180 }
    const { freezeMs, frozenMs } = read(freeze, moving, freeze, moving, slow, moving)
    assert.ok(Math.abs((freezeMs ?? 0) - 950) <= STEP, `${freezeMs}`)
    assert.ok(Math.abs((frozenMs ?? 0) - 1900) <= 2 * STEP, `${frozenMs}`)
  })

  it('knows that the picture never became smaller, and that it never moved again', () => {
    const { stepDownMs, frozenMs } = read({ ms: 5000, moves: false })
    assert.equal(stepDownMs, 5000)
    assert.ok((frozenMs ?? 0) >= 5000)
  })
})
