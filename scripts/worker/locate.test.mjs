import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

import { findGivenWorker, findMediasoup, placeWorker, startsHere } from './locate.mjs'

let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenary-locate-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const script = (exitCode, mode = 0o755) => {
  const path = join(folder, `worker-${exitCode}-${mode}`)
  writeFileSync(path, `#!/bin/sh\nexit ${exitCode}\n`, { mode })
  return path
}

test('only what ends like a worker without its version counts as one', () => {
  assert.equal(startsHere(script(41)), true)
  assert.equal(startsHere(script(0)), false)
  assert.equal(startsHere(join(folder, 'absent')), false)
})

test('MEDIASOUP_WORKER_BIN is used as given', () => {
  assert.equal(findGivenWorker({}), undefined)
  assert.equal(findGivenWorker({ MEDIASOUP_WORKER_BIN: script(41) }), script(41))
})

test('a wrong MEDIASOUP_WORKER_BIN says what is wrong with it and what to type', () => {
  const refused = (path) => {
    try {
      findGivenWorker({ MEDIASOUP_WORKER_BIN: path })
    } catch (error) {
      assert.match(error.message, /`unset MEDIASOUP_WORKER_BIN`/)
      return error.message
    }
    return assert.fail('it was accepted')
  }
  assert.match(refused(join(folder, 'absent')), /does not exist/)
  assert.match(refused(folder), /is not a file/)
  assert.match(refused(script(0)), /does not start/)
  // Root may read anything, but even root cannot run what nobody may run.
  assert.match(refused(script(41, 0o644)), /is not executable/)
})

test('mediasoup that is not installed is named together with the command', () => {
  assert.throws(() => findMediasoup(folder), /run `npm ci --ignore-scripts`/)
})

test('placing replaces an older worker and is executable', () => {
  const placed = join(folder, 'deep', 'down', 'mediasoup-worker')
  placeWorker(script(0), placed)
  placeWorker(script(41), placed)
  assert.equal(startsHere(placed), true)
  // It is a copy: what happens to it does not reach the cache.
  writeFileSync(placed, 'overwritten')
  assert.match(readFileSync(script(41), 'utf8'), /exit 41/)
})
