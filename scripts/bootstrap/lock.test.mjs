import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { withLock } from './lock.mjs'

const NO_SUCH_PROCESS = 2 ** 22 + 1

let folder
let path

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenary-lock-'))
  path = join(folder, 'lock')
})

afterEach(() => rmSync(folder, { recursive: true }))

test('the second one waits, says so once, and runs after the first', async () => {
  const order = []
  let release
  const held = new Promise((resolve) => (release = resolve))
  let first
  await new Promise((isHolding) => {
    first = withLock(path, async () => {
      order.push('first starts')
      isHolding()
      await held
      order.push('first ends')
    })
  })
  const second = withLock(path, async () => order.push('second'), {
    onWait() {
      order.push('waiting')
      release()
    },
  })
  await Promise.all([first, second])
  assert.deepEqual(order, ['first starts', 'waiting', 'first ends', 'second'])
  assert.equal(existsSync(path), false)
})

test('a failure gives the lock back', async () => {
  await assert.rejects(
    withLock(path, () => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await withLock(path, async () => 'free'), 'free')
})

test('the lock of a process that was killed is taken over at once', async () => {
  mkdirSync(path)
  const owner = { token: 'x', host: hostname(), pid: NO_SUCH_PROCESS }
  writeFileSync(join(path, 'owner.json'), JSON.stringify(owner))
  assert.equal(await withLock(path, async () => 'mine'), 'mine')
})

test('the lock of another machine is taken over when it is no longer refreshed', async () => {
  mkdirSync(path)
  const owner = { token: 'x', host: 'elsewhere', pid: process.pid }
  writeFileSync(join(path, 'owner.json'), JSON.stringify(owner))
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(path, longAgo, longAgo)
  assert.equal(await withLock(path, async () => 'mine'), 'mine')
})
