import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { ServerProcess } from '../kit/server-process.ts'
import { startServer } from '../kit/server.ts'

/** A storage file that is gone after the test. */
function storage(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-storage-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'plenary.sqlite')
}

async function says(peer: NativePeer, text: string): Promise<void> {
  peer.chat.send(text)
  await waitFor(() =>
    peer.chat.messages.some((message) => message.text === text) ? undefined : `"${text}" is not acknowledged`,
  )
}

it('gives everybody the same seat and the same chat after a restart', async (t) => {
  const file = storage(t)
  const before = await startServer(t, { storage: { file }, access: { host: 'first' } })
  const ada = await before.join('demo', 'Ada')
  const bob = await before.join('demo', 'Bob')
  await ada.signaling.request('hand:set', { raised: true })
  await bob.signaling.request('participant:rename', { name: 'Robert' })
  const microphone = await ada.publishMicrophone()
  await ada.setMuted(microphone, true)
  await says(ada, 'before the restart')
  bob.chat.send('for Ada alone', { to: ada.id })
  await waitFor(() => (ada.chat.messages.length === 2 ? undefined : 'the private message did not come'))
  await before.close()

  const after = await startServer(t, { storage: { file } })
  const adaAgain = await after.join('demo', 'Somebody', { resumeToken: ada.resumeToken })
  assert.equal(adaAgain.joined.resumed, true)
  assert.equal(adaAgain.id, ada.id)
  assert.equal(adaAgain.joined.self.name, 'Ada')
  assert.equal(adaAgain.joined.self.role, 'host')
  assert.equal(adaAgain.joined.microphoneMuted, true)
  assert.notEqual(adaAgain.joined.self.handRaisedAt, null)
  // Bob has not come back yet, and is not gone.
  assert.deepEqual(
    adaAgain.roster.others.map(({ name, connection }) => ({ name, connection })),
    [{ name: 'Robert', connection: 'reconnecting' }],
  )
  await waitFor(() => (adaAgain.chat.messages.length === 2 ? undefined : 'the chat did not come back'))
  assert.deepEqual(
    adaAgain.chat.messages.map(({ text }) => text),
    ['before the restart', 'for Ada alone'],
  )

  const bobAgain = await after.join('demo', 'Bob', { resumeToken: bob.resumeToken })
  assert.equal(bobAgain.id, bob.id)
  await adaAgain.publishMicrophone({ level: -20 })
  await receivesMore(bobAgain, { from: adaAgain, source: 'microphone' })
  await says(bobAgain, 'after the restart')
  assert.deepEqual(
    bobAgain.chat.messages.map(({ seq, privateSeq }) => [seq, privateSeq]),
    [
      [1, undefined],
      [1, 1],
      [2, undefined],
    ],
  )
})

it('keeps strangers out of private messages after a restart', async (t) => {
  const file = storage(t)
  const before = await startServer(t, { storage: { file } })
  const ada = await before.join('demo', 'Ada')
  const bob = await before.join('demo', 'Bob')
  bob.chat.send('secret', { to: ada.id })
  await waitFor(() => (ada.chat.messages.length === 1 ? undefined : 'the private message did not come'))
  await says(ada, 'public')
  await before.close()
  const after = await startServer(t, { storage: { file } })
  const carol = await after.join('demo', 'Carol')
  await waitFor(() => (carol.chat.messages.length > 0 ? undefined : 'no history'))
  assert.deepEqual(
    carol.chat.messages.map(({ text }) => text),
    ['public'],
  )
})

it('gives up seats that nobody takes back, and forgets the chat after its time', async (t) => {
  const file = storage(t)
  const settings = { storage: { file }, rooms: { resumeGraceSeconds: 0.3 }, chat: { retentionMinutes: 0 } }
  const before = await startServer(t, settings)
  const ada = await before.join('demo', 'Ada')
  await says(ada, 'soon forgotten')
  await before.close()
  const after = await startServer(t, settings)
  const guest = await after.connect()
  await waitFor(async () => {
    const { count } = await guest.request('room:preview', { room: 'demo' })
    return count === 0 ? undefined : 'the seat still waits'
  })
  const late = await after.join('demo', 'Ada', { resumeToken: ada.resumeToken })
  assert.equal(late.joined.resumed, false)
  await says(late, 'a new beginning')
  assert.deepEqual(
    late.chat.messages.map(({ text, seq }) => ({ text, seq })),
    [{ text: 'a new beginning', seq: 1 }],
  )
})

it('loses no acknowledged message when it is killed at any moment', async (t) => {
  const file = storage(t)
  const env = {
    PLENARY_STORAGE_FILE: file,
    PLENARY_CHAT_MESSAGES_PER_SECOND: '1000',
    PLENARY_CHAT_BURST: '10000',
  }
  const first = await ServerProcess.start({ env })
  t.after(async () => await first.kill())
  const ada = await NativePeer.join({ url: first.url, room: 'demo', name: 'Ada' })
  t.after(() => ada.close())
  for (let index = 0; index < 400; index += 1) ada.chat.send(`message ${index}`)
  // In the middle of the stream of acknowledgements.
  await waitFor(() => (ada.chat.messages.length > 50 ? undefined : 'too few are acknowledged'), {
    intervalMs: 1,
  })
  await first.kill()
  const acknowledged = ada.chat.messages.map(({ text }) => text)

  const second = await ServerProcess.start({ env })
  t.after(async () => await second.kill())
  const again = await NativePeer.join({
    url: second.url,
    room: 'demo',
    name: 'Ada',
    resumeToken: ada.resumeToken,
  })
  t.after(() => again.close())
  assert.equal(again.id, ada.id)
  await waitFor(() =>
    again.chat.messages.length >= acknowledged.length
      ? undefined
      : `${again.chat.messages.length} of ${acknowledged.length} messages are there`,
  )
  assert.deepEqual(
    again.chat.messages.slice(0, acknowledged.length).map(({ text }) => text),
    acknowledged,
  )
  assert.equal(statSync(file).mode & 0o777, 0o600, 'others can read the chat and the secret')
})

it('starts without storage, and says so, when another server uses it', async (t) => {
  const file = storage(t)
  await startServer(t, { storage: { file } })
  const second = await startServer(t, { storage: { file } })
  assert.ok(
    second.log.some(({ msg, level }) => level === 'warn' && msg.includes('another server uses the storage')),
  )
  await second.join('demo', 'Ada')
})
