import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { askControl, connectControl } from './control-client.ts'
import { controlFile, openControl, snapshotFile, type ControlActions } from './control.ts'
import { inspectNothing } from './test-inspect.ts'

const actions: ControlActions = {
  drain: () => undefined,
  status: () => ({ draining: false }),
  snapshot: () => Promise.resolve(),
  inspect: inspectNothing,
}

it('makes a socket that nobody else can open, not even for a moment', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-control-'))
  const mask = process.umask(0)
  t.after(() => {
    process.umask(mask)
    rmSync(folder, { recursive: true, force: true })
  })
  const storage = join(folder, 'plenary.sqlite')
  const file = controlFile(storage) ?? ''
  const modeOf = (): string => (statSync(file).mode & 0o777).toString(8)
  const opening = openControl(storage, actions)
  const modeWhenBound = modeOf()
  const control = await opening
  t.after(() => control.close())
  assert.deepEqual([modeWhenBound, modeOf()], ['600', '600'])
  assert.equal(process.umask(0), 0, 'other files are made as before')
})

/** A control socket whose snapshots take until they are let go. */
async function slowSnapshots(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-control-'))
  const storage = join(folder, 'plenary.sqlite')
  const [begun, writing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const control = await openControl(storage, {
    drain: () => undefined,
    status: () => ({ rooms: 2 }),
    inspect: inspectNothing,
    snapshot: async (file) => {
      begun.resolve()
      await writing.promise
      writeFileSync(file, 'copy')
    },
  })
  t.after(() => {
    control.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const connect = async () => {
    const client = await connectControl(controlFile(storage) ?? '')
    assert.ok(client)
    t.after(() => client.close())
    return client
  }
  return { connect, begun: begun.promise, writing, copy: snapshotFile(storage) }
}

it('gives one copy of the storage at a time, for as long as whoever asked stays', async (t) => {
  const { connect, begun, writing, copy } = await slowSnapshots(t)
  const [first, second] = [await connect(), await connect()]
  const asked = first.ask({ command: 'snapshot' })
  await waitFor('the first to be heard', begun)
  assert.match((await second.ask({ command: 'snapshot' }))?.error ?? '', /Another backup/)
  writing.resolve()
  assert.deepEqual(await asked, { rooms: 2, snapshot: true })
  assert.ok(existsSync(copy))
  first.close()
  await waitFor(() => (existsSync(copy) ? 'the copy is still there' : undefined))
  assert.equal((await second.ask({ command: 'snapshot' }))?.error, undefined)
})

it('leaves no copy behind when whoever asked is gone before it is made', async (t) => {
  const { connect, begun, writing, copy } = await slowSnapshots(t)
  const first = await connect()
  void first.ask({ command: 'snapshot' })
  const second = await connect()
  await waitFor('the first to be heard', begun)
  first.close()
  writing.resolve()
  await waitFor('the next copy', async () => (await second.ask({ command: 'snapshot' }))?.error)
  assert.ok(existsSync(copy), 'the copy of the second')
})

it('answers each command with one line, and failures and mistakes with the reason', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-control-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const storage = join(folder, 'plenary.sqlite')
  const file = controlFile(storage) ?? ''
  const control = await openControl(storage, actions)
  t.after(() => control.close())
  const nonce = 'ab'.repeat(16)
  assert.deepEqual(await askControl(file, { command: 'facts' }), { pid: 1 })
  assert.deepEqual(await askControl(file, { command: 'probe' }), { error: 'no worker runs' })
  assert.deepEqual(await askControl(file, { command: 'arrival', nonce }), { arrival: { nonce } })
  assert.ok((await askControl(file, { command: 'arrival', nonce: '../../x' }))?.error)
  assert.ok((await askControl(file, { command: 'erase' }))?.error)
  assert.equal(await askControl(join(folder, 'none.sock'), { command: 'status' }), undefined)
})
