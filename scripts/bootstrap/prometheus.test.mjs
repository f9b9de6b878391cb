import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { findPrometheus, installPrometheus } from './prometheus.mjs'

const folder = mkdtempSync(join(tmpdir(), 'plenary-prometheus-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

const systemOf = (id) => {
  const notes = []
  const system = { platform: 'linux', isRoot: false, os: { id, like: [] } }
  return { notes, setup: { system, progress: { note: (line) => notes.push(line) }, env: { PATH: folder } } }
}

test('where there is no apt, the tests of metrics are left out, and that is said', async () => {
  const { notes, setup } = systemOf('alpine')
  await installPrometheus(setup)
  assert.match(notes.join(), /left out.*promtool/)
})

test('both programs are needed, and nothing is installed when both are there', async () => {
  writeFileSync(join(folder, 'prometheus'), '', { mode: 0o755 })
  assert.equal(findPrometheus({ PATH: folder }), undefined)
  writeFileSync(join(folder, 'promtool'), '', { mode: 0o755 })
  assert.equal(findPrometheus({ PATH: folder })?.promtool, join(folder, 'promtool'))
  const { notes, setup } = systemOf('debian')
  await installPrometheus(setup)
  assert.deepEqual(notes, [])
})
