import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { attempt, REPEATS_MAX, VoidRun, whyVoid } from './attempt.ts'
import type { Observation } from './scenario.ts'
import type { Check } from './verdict.ts'

const CHECKS: readonly Check[] = [{ measure: 'interruptionMs', statistic: 'max', atMost: 2000 }]

const saw = (looksApartMs: number, interruptionMs = 100): Observation => ({
  measures: { interruptionMs, looksApartMs },
  noticed: [],
})

/** Runs that end like this, one after another. */
function runs(...outcomes: (Observation | Error)[]): () => Promise<Observation> {
  const left = [...outcomes]
  return async () => {
    const outcome = left.shift() ?? new Error('one run too many')
    if (outcome instanceof Error) throw outcome
    return outcome
  }
}

describe('a run', () => {
  it('is void when a page looked away for so long that people would have noticed', () => {
    assert.equal(whyVoid(saw(250), CHECKS), undefined)
    assert.equal(whyVoid(saw(400), CHECKS), 'a page did not look for 0.40 s')
  })

  it('counts although a page looked away, when it breaks a limit all the same', () => {
    assert.equal(whyVoid(saw(400, 2500), CHECKS), undefined)
  })

  it('is repeated while it is void, and says how often and why', async () => {
    const heard: string[] = []
    const result = await attempt(
      runs(saw(400), new VoidRun('no picture'), saw(90)),
      CHECKS,
      (reason) => void heard.push(reason),
    )
    assert.equal(result.measures.looksApartMs, 90)
    assert.deepEqual(heard, ['a page did not look for 0.40 s', 'no picture'])
  })

  it('fails when it is void again and again', async () => {
    const blind = Array.from({ length: REPEATS_MAX + 1 }, () => saw(700))
    await assert.rejects(
      attempt(runs(...blind, saw(90)), CHECKS, () => undefined),
      /could not be judged in 4 attempts: a page did not look for 0\.70 s/,
    )
  })

  it('fails at once when something else goes wrong', async () => {
    await assert.rejects(
      attempt(runs(new Error('no browser'), saw(90)), CHECKS, () => undefined),
      /no browser/,
    )
  })
})
