import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findMissingFaultPackages, installFaultPrograms } from './fault-programs.mjs'

const KNOWN = ['iproute2', 'iptables']

test('what is missing is named by package, each once', () => {
  const missing = findMissingFaultPackages({ PATH: '/nowhere' })
  assert.equal(new Set(missing).size, missing.length)
  assert.deepEqual(
    missing.filter((name) => !KNOWN.includes(name)),
    [],
  )
})

test('without root nothing is installed, because nobody could use it', async () => {
  const system = { isRoot: false, os: { id: 'debian', version: '12', like: [] } }
  await installFaultPrograms({ system, progress: {}, env: { PATH: '/nowhere' } })
})
