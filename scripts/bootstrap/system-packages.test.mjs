import assert from 'node:assert/strict'
import { test } from 'node:test'

import { describeAptCommand, describeAptStep, selectMissingPackages } from './system-packages.mjs'

test('the command is the one that a person can paste', () => {
  assert.equal(
    describeAptCommand(['g++', 'meson'], { isRoot: false }),
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends g++ meson',
  )
  assert.equal(
    describeAptCommand(['meson'], { isRoot: true }),
    'apt-get update && apt-get install -y --no-install-recommends meson',
  )
})

test('a package counts as installed only when dpkg says so, whatever its architecture', () => {
  const listing = 'g++ installed\nlibssl-dev:amd64 installed\nmeson config-files\n'
  assert.deepEqual(selectMissingPackages(listing, ['g++', 'libssl-dev', 'meson', 'chromium']), [
    'meson',
    'chromium',
  ])
  assert.deepEqual(selectMissingPackages('', ['g++']), ['g++'])
})

test('what apt prints becomes a short progress text', () => {
  const get = 'Get:7 http://deb.example.org/debian bookworm/main amd64 libuv1-dev amd64 1.44.2-1 [127 kB]'
  assert.equal(describeAptStep(get), 'downloading libuv1-dev')
  assert.equal(describeAptStep('Unpacking libssl-dev:amd64 (3.0.17-1) ...'), 'unpacking libssl-dev')
  assert.equal(describeAptStep('Setting up g++ (4:12.2.0-3) ...'), 'setting up g++')
  assert.equal(describeAptStep('Reading package lists...'), undefined)
})
