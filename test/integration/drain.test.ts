import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { it, type TestContext } from 'node:test'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { openControl } from '../../server/process/control.ts'
import { inspectNothing } from '../../server/process/test-inspect.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { ServerProcess } from '../kit/server-process.ts'

async function startWithStorage(t: TestContext, env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-drain-'))
  const file = join(folder, 'plenary.sqlite')
  const server = await ServerProcess.start({ env: { PLENARY_STORAGE_FILE: file, ...env } })
  t.after(async () => {
    await server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const join_ = async (room: string, name: string): Promise<NativePeer> => {
    const peer = await NativePeer.join({ url: server.url, room, name })
    t.after(() => peer.close())
    return peer
  }
  return { server, file, join: join_ }
}

it('lets a meeting go on after SIGTERM, refuses new rooms, and stops when the last one left', async (t) => {
  const { server, join } = await startWithStorage(t, { PLENARY_SHUTDOWN_DEADLINE_SECONDS: '120' })
  const ada = await join('demo', 'Ada')
  const bob = await join('demo', 'Bob')
  const told = ada.signaling.collect('server:draining')
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  server.signal('SIGTERM')
  await waitFor(() => (told.length > 0 ? undefined : 'nobody is told'))
  assert.ok((told[0]?.seconds ?? 0) > 100)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 503)
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
  await assertRefused(join('another', 'Eve'), 'server_draining')
  // A running meeting takes newcomers, and tells them too.
  const carol = await join('demo', 'Carol')
  await receivesMore(carol, { from: ada, source: 'microphone' })
  await receivesMore(bob, { from: ada, source: 'microphone' }, 50)
  assert.ok(server.isRunning)
  for (const peer of [ada, bob, carol]) await peer.leave()
  const { code } = await server.exited()
  assert.equal(code, 0)
})

it('stops at the deadline although people are inside', async (t) => {
  const { server, join } = await startWithStorage(t, { PLENARY_SHUTDOWN_DEADLINE_SECONDS: '1' })
  await join('demo', 'Ada')
  server.signal('SIGTERM')
  const { code, afterMs } = await server.exited()
  assert.equal(code, 0)
  assert.ok(afterMs >= 900, 'it did not wait for the deadline')
})

it('drains by command, with the deadline of the command', async (t) => {
  const { server, file, join } = await startWithStorage(t)
  const ada = await join('demo', 'Ada')
  const told = ada.signaling.collect('server:draining')
  const command = spawn(process.execPath, ['scripts/drain.ts', '--deadline', '2m', '--storage', file])
  const output = text(command.stdout)
  await waitFor(() => (told.length > 0 ? undefined : 'nobody is told'))
  assert.ok((told[0]?.seconds ?? 0) > 100)
  await ada.leave()
  assert.equal((await server.exited()).code, 0)
  assert.match(await output, /1 inside, 1 rooms open[^]*The server has stopped\./)
})

it('does not wait for a server that was started again', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-drain-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const storage = join(folder, 'plenary.sqlite')
  let answers = 0
  // The next one that answers is another process, on the same socket file.
  const control = await openControl(storage, {
    drain: () => undefined,
    snapshot: () => Promise.resolve(),
    status: () => ({ draining: (answers += 1) === 1, rooms: 1, participants: 2 }),
    inspect: inspectNothing,
  })
  t.after(() => control.close())
  const command = spawn(process.execPath, ['scripts/drain.ts', '--deadline', '2m', '--storage', storage])
  t.after(() => command.kill('SIGKILL'))
  const code = new Promise((resolve) => command.once('exit', resolve))
  const output = waitFor('the end of the command, although another server came after', text(command.stdout))
  assert.match(await output, /2 inside, 1 rooms open[^]*The server has stopped, and was started again\./)
  assert.equal(await code, 0)
})

it('says what to do when no server is there, or the deadline is none', async () => {
  for (const [args, sentence] of [
    [['--storage', '/nowhere/plenary.sqlite'], /No server answers at \/nowhere\/control\.sock/],
    [['--deadline', 'soon'], /such as 60s, 5m or 1h/],
  ] as const) {
    const command = spawn(process.execPath, ['scripts/drain.ts', ...args])
    const code = new Promise((resolve) => command.once('exit', resolve))
    assert.match(await text(command.stderr), sentence)
    assert.equal(await code, 1)
  }
})
