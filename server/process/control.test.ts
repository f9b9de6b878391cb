import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { controlFile, openControl } from './control.ts'

it('makes a socket that nobody else can open, not even for a moment', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-control-'))
  const mask = process.umask(0)
  t.after(() => {
    process.umask(mask)
    rmSync(folder, { recursive: true, force: true })
  })
  const file = controlFile(join(folder, 'plenary.sqlite')) ?? ''
  const modeOf = (): string => (statSync(file).mode & 0o777).toString(8)
  const opening = openControl(file, { drain: () => undefined, status: () => ({}) })
  const modeWhenBound = modeOf()
  const control = await opening
  t.after(() => control.close())
  assert.deepEqual([modeWhenBound, modeOf()], ['600', '600'])
  assert.equal(process.umask(0), 0, 'other files are made as before')
})
