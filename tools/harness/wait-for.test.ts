import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { scaled } from './machine-speed.ts'
import { LOG_VARIABLE } from './wait-log.ts'
import { steadily, waitFor, WaitTimeout } from './wait-for.ts'

// What times out here on purpose is no news at the end of a run.
delete process.env[LOG_VARIABLE]

/** A condition that holds at the look with this number. */
function holdsAt(wanted: number): () => true | string {
  let looks = 0
  return () => {
    looks += 1
    return looks === wanted || `look ${looks}`
  }
}

/** A clock that only looks turn on, by so much each. */
function turnClock(t: TestContext, msPerLook: number): () => void {
  let now = 0
  t.mock.method(performance, 'now', () => now)
  return () => (now += msPerLook)
}

describe('waiting for a condition', () => {
  it('ends with what the look found, undefined included', async () => {
    assert.equal(await waitFor(holdsAt(3)), true)
    assert.equal(await waitFor(() => undefined), undefined)
    assert.deepEqual(await waitFor('a pair', async () => [1, 2]), [1, 2])
  })

  it('says what it waited for and what it saw last, when time is up', async (t) => {
    const turn = turnClock(t, scaled(10))
    const look = (): string => {
      turn()
      return 'it is cold'
    }
    await assert.rejects(waitFor('the kettle boils', look, { timeoutMs: 10, intervalMs: 0 }), (error) => {
      assert.ok(error instanceof WaitTimeout)
      assert.match(error.message, /^Waited [\d.]+ s for: the kettle boils\. Last seen: it is cold$/)
      return true
    })
    await assert.rejects(
      waitFor(look, { timeoutMs: 10, intervalMs: 0 }),
      /^Error: Waited [\d.]+ s: it is cold$/,
    )
  })

  it('counts what a look found that took longer than the limit', async (t) => {
    const turn = turnClock(t, scaled(1000) + 1)
    const found = await waitFor(
      () => {
        turn()
        return 7
      },
      { timeoutMs: 1000 },
    )
    assert.equal(found, 7)
  })

  it('ends with the error of a look at once', async () => {
    let looks = 0
    await assert.rejects(
      waitFor('a look', () => {
        looks += 1
        throw new Error('the page is gone')
      }),
      /the page is gone/,
    )
    assert.equal(looks, 1)
  })
})

describe('waiting for a promise', () => {
  it('ends as the promise does', async () => {
    assert.equal(await waitFor('an answer', Promise.resolve('yes')), 'yes')
    await assert.rejects(waitFor('an answer', Promise.reject(new Error('no'))), /^Error: no$/)
  })

  it('ends when time is up', async () => {
    const never = new Promise<string>(() => undefined)
    await assert.rejects(waitFor('an answer', never, { timeoutMs: 1 }), (error) => {
      assert.ok(error instanceof WaitTimeout)
      assert.match(error.message, /^Waited [\d.]+ s for: an answer\.$/)
      return true
    })
  })
})

describe('looking whether something stays', () => {
  it('fails with what was seen as soon as it breaks', async () => {
    let looks = 0
    const look = (): string | undefined => ((looks += 1) === 2 ? 'a light' : undefined)
    await assert.rejects(steadily('it is dark', look, { forMs: 60_000 }), /it is dark\. Seen: a light$/)
    assert.equal(looks, 2)
  })

  it('ends when the time is over', async (t) => {
    const turn = turnClock(t, 4)
    let looks = 0
    await steadily(
      'it is dark',
      () => {
        looks += 1
        turn()
      },
      { forMs: 10 },
    )
    assert.equal(looks, 3)
  })
})
