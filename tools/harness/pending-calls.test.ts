import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PendingCalls } from './pending-calls.ts'

/** Makes calls, and keeps the numbers under which they went out. */
function start(count: number) {
  const calls = new PendingCalls()
  const ids: number[] = []
  const answers = Array.from({ length: count }, () => calls.call((id) => ids.push(id)))
  return { calls, ids, answers }
}

describe('calls that wait for their answer', () => {
  it('get the answer with their own number, in whatever order answers come', async () => {
    const { calls, ids, answers } = start(2)
    const [first = 0, second = 0] = ids
    calls.resolve(second, 'two')
    calls.resolve(first, 'one')
    assert.deepEqual(await Promise.all(answers), ['one', 'two'])
  })

  it('fail alone where the other side says so', async () => {
    const { calls, ids, answers } = start(2)
    const [first = 0, second = 0] = ids
    calls.reject(first, new Error('refused'))
    calls.resolve(second, 'two')
    const [one, two] = await Promise.allSettled(answers)
    assert.equal(one?.status, 'rejected')
    assert.deepEqual(two, { status: 'fulfilled', value: 'two' })
  })

  it('all fail when no answer can come any more', async () => {
    const { calls, answers } = start(2)
    calls.rejectAll(new Error('gone'))
    for (const outcome of await Promise.allSettled(answers)) {
      assert.equal(outcome.status === 'rejected' && (outcome.reason as Error).message, 'gone')
    }
  })
})
