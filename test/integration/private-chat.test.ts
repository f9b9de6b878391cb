import assert from 'node:assert/strict'
import { it } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer } from '../kit/server.ts'

const FAST = { chat: { messagesPerSecond: 1000, burst: 1000, historyMessages: 10 } }

async function hears({ chat, joined }: NativePeer, text: string): Promise<void> {
  await waitFor(() => (chat.texts.includes(text) ? undefined : `${joined.self.name} did not get "${text}"`))
}

it('keeps what everybody reads, however much two of them write in private', async (t) => {
  const server = await startServer(t, FAST)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  for (let count = 1; count <= 5; count += 1) ada.chat.send(`public ${count}`)
  await hears(ada, 'public 5')
  for (let count = 1; count <= 40; count += 1) bob.chat.send(`private ${count}`, { to: ada.id })
  await hears(bob, 'private 40')
  const carol = await server.join('demo', 'Carol')
  await waitFor(() => (carol.chat.caughtUp ? undefined : 'no history'))
  assert.deepEqual(
    carol.chat.texts,
    [1, 2, 3, 4, 5].map((count) => `public ${count}`),
  )
})

it('lets nobody see by numbers that others write in private', async (t) => {
  const server = await startServer(t, FAST)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const eve = await server.join('demo', 'Eve')
  for (let count = 1; count <= 4; count += 1) {
    ada.chat.send(`secret ${count}`, { to: bob.id })
    await hears(ada, `secret ${count}`)
    eve.chat.send(`public ${count}`)
    await hears(eve, `public ${count}`)
  }
  ada.chat.send('for Eve', { to: eve.id })
  await hears(eve, 'for Eve')
  assert.deepEqual(
    eve.chat.messages.map(({ seq, privateSeq }) => [seq, privateSeq]),
    [
      [1, undefined],
      [2, undefined],
      [3, undefined],
      [4, undefined],
      [4, 1],
    ],
  )
  await hears(ada, 'for Eve')
  assert.equal(ada.chat.messages.find(({ text }) => text === 'for Eve')?.privateSeq, 5)
  const late = await server.join('demo', 'Late')
  await waitFor(() => (late.chat.caughtUp ? undefined : 'no history'))
  assert.deepEqual(late.chat.caughtUp, { type: 'caught-up', seq: 4 })
})

it('refuses a private message to oneself', async (t) => {
  const server = await startServer(t, FAST)
  const ada = await server.join('demo', 'Ada')
  const clientId = ada.chat.send('mine', { to: ada.id })
  await waitFor(() => (ada.chat.answer(clientId) ? undefined : 'no answer'))
  const answer = ada.chat.answer(clientId)
  assert.equal(answer?.type === 'refused' && answer.error.code, 'recipient_self')
})

it('tells like names apart for everybody, in lists and in private messages', async (t) => {
  const server = await startServer(t, FAST)
  const ada = await server.join('demo', 'Ada')
  const second = await server.join('demo', '\u0410da')
  assert.equal(second.joined.self.name, '\u0410da (2)')
  await waitFor(() =>
    ada.roster.names.join() === '\u0410da (2)' ? undefined : `Ada sees ${ada.roster.names.join()}`,
  )
  second.chat.send('who am I?', { to: ada.id })
  await hears(ada, 'who am I?')
  assert.equal(ada.chat.messages[0]?.fromName, '\u0410da (2)')
  assert.deepEqual(await second.signaling.request('participant:rename', { name: 'Eve' }), { name: 'Eve' })
  assert.deepEqual(await second.signaling.request('participant:rename', { name: 'ADA' }), { name: 'ADA (2)' })
  const guest = await server.connect()
  assert.deepEqual((await guest.request('room:preview', { room: 'demo' })).names, ['Ada', 'ADA (2)'])
})
