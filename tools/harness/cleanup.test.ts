import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Cleanup } from './cleanup.ts'

describe('a cleanup', () => {
  it('undoes the latest first, once, and goes on after a failure', async () => {
    const done: string[] = []
    const complaints: string[] = []
    const cleanup = new Cleanup((text) => complaints.push(text))
    cleanup.add(() => done.push('first'))
    cleanup.add(() => Promise.reject(new Error('stuck')))
    cleanup.add(() => done.push('last'))
    await Promise.all([cleanup.run(), cleanup.run()])
    await cleanup.run()
    assert.deepEqual(done, ['last', 'first'])
    assert.deepEqual(complaints, ['could not clean up: stuck'])
  })
})
