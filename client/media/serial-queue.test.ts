import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SerialQueue } from './serial-queue.ts'

test('tasks run one after another, in the order in which they came', async () => {
  const queue = new SerialQueue()
  const log: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = queue.run(async () => {
    log.push('first begins')
    await gate.promise
    log.push('first ends')
  })
  const second = queue.run(() => log.push('second'))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(log, ['first begins'])
  gate.resolve()
  await Promise.all([first, second])
  assert.deepEqual(log, ['first begins', 'first ends', 'second'])
})

test('a task gives its result to whoever asked for it', async () => {
  const queue = new SerialQueue()
  assert.deepEqual(await Promise.all([queue.run(() => 1), queue.run(() => Promise.resolve('two'))]), [
    1,
    'two',
  ])
})

test('a task that fails tells its own caller and holds up nobody else', async () => {
  const queue = new SerialQueue()
  const failed = queue.run(() => Promise.reject(new Error('first')))
  const thrown = queue.run(() => {
    throw new Error('second')
  })
  const after = queue.run(() => 'third')
  await assert.rejects(failed, { message: 'first' })
  await assert.rejects(thrown, { message: 'second' })
  assert.equal(await after, 'third')
})

test('a task that is added by another one runs after those that waited already', async () => {
  const queue = new SerialQueue()
  const log: string[] = []
  let inner: Promise<unknown> | undefined
  await Promise.all([
    queue.run(() => {
      log.push('a')
      inner = queue.run(() => log.push('c'))
    }),
    queue.run(() => log.push('b')),
  ])
  await inner
  assert.deepEqual(log, ['a', 'b', 'c'])
})
