import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { askControl } from './control-client.ts'
import { controlFile, openControl, type ControlActions } from './control.ts'
import { inspectNothing } from './test-inspect.ts'

const actions: ControlActions = {
  drain: () => undefined,
  status: () => ({ draining: false }),
  inspect: inspectNothing,
}

it('makes a socket that nobody else can open, not even for a moment', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-control-'))
  const mask = process.umask(0)
  t.after(() => {
    process.umask(mask)
    rmSync(folder, { recursive: true, force: true })
  })
  const file = controlFile(join(folder, 'plenary.sqlite')) ?? ''
  const modeOf = (): string => (statSync(file).mode & 0o777).toString(8)
  const opening = openControl(file, actions)
  const modeWhenBound = modeOf()
  const control = await opening
  t.after(() => control.close())
  assert.deepEqual([modeWhenBound, modeOf()], ['600', '600'])
  assert.equal(process.umask(0), 0, 'other files are made as before')
})

it('answers each command with one line, and failures and mistakes with the reason', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-control-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = controlFile(join(folder, 'plenary.sqlite')) ?? ''
  const control = await openControl(file, actions)
  t.after(() => control.close())
  const nonce = 'ab'.repeat(16)
  assert.deepEqual(await askControl(file, { command: 'facts' }), { pid: 1 })
  assert.deepEqual(await askControl(file, { command: 'probe' }), { error: 'no worker runs' })
  assert.deepEqual(await askControl(file, { command: 'arrival', nonce }), { arrival: { nonce } })
  assert.ok((await askControl(file, { command: 'arrival', nonce: '../../x' }))?.error)
  assert.ok((await askControl(file, { command: 'erase' }))?.error)
  assert.equal(await askControl(join(folder, 'none.sock'), { command: 'status' }), undefined)
})
