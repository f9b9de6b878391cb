import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startServerProcess } from '../kit/server-process.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'

const run = promisify(execFile)
const script = (name: string): string => fileURLToPath(new URL(`../../scripts/${name}.ts`, import.meta.url))

it('backs up a server in the middle of a chat, and gives seats and chat back on another machine', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-moved-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [here, there] = [join(folder, 'here', 'plenary.sqlite'), join(folder, 'there', 'plenary.sqlite')]
  const archive = join(folder, 'backup.tar')
  const first = await startServerProcess(t, {
    env: { PLENARY_STORAGE_FILE: here, PLENARY_CHAT_MESSAGES_PER_SECOND: '100' },
  })
  const ada = await NativePeer.join({ url: first.url, room: 'demo', name: 'Ada' })
  t.after(() => ada.close())
  const said = async (text: string): Promise<void> => {
    ada.chat.send(text)
    await waitFor(() =>
      ada.chat.messages.some((one) => one.text === text) ? undefined : `"${text}" is missing`,
    )
  }
  await said('before')
  const backup = run(process.execPath, [script('backup'), archive, '--storage', here])
  // It goes on while the backup is made, whatever of it comes into the copy.
  let during = 0
  let isDone = false
  void backup.finally(() => (isDone = true)).catch(() => undefined)
  while (!isDone) await said(`during ${(during += 1)}`)
  assert.match((await backup).stdout, /Backed up/)
  assert.ok(during > 0)
  await waitFor(() => (existsSync(`${here}.snapshot`) ? 'the copy is still there' : undefined))
  const busy = run(process.execPath, [script('restore'), archive, '--storage', here])
  await assert.rejects(busy, /A server uses .* Stop it first/)
  await first.kill()

  const { stdout } = await run(process.execPath, [script('restore'), archive, '--storage', there])
  assert.match(stdout, /Restored .*Start the server/s)
  assert.deepEqual(readdirSync(join(folder, 'there')), ['admin-token.json', 'plenary.sqlite'])
  const second = await startServerProcess(t, { env: { PLENARY_STORAGE_FILE: there } })
  const { resumeToken } = ada
  const again = await NativePeer.join({ url: second.url, room: 'demo', name: 'Somebody', resumeToken })
  t.after(() => again.close())
  assert.equal(again.id, ada.id)
  assert.equal(again.joined.self.name, 'Ada')
  await waitFor(() => (again.chat.messages.length > 0 ? undefined : 'no chat came'))
  const texts = again.chat.messages.map(({ text }) => text)
  const wanted = ['before', ...Array.from({ length: during }, (_, index) => `during ${index + 1}`)]
  assert.deepEqual(texts, wanted.slice(0, texts.length), 'what was said up to one moment, without gaps')
})
