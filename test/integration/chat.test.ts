import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ErrorCode } from '../../protocol/index.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

const FAST = { chat: { messagesPerSecond: 1000, burst: 1000 } }

async function hears(peer: NativePeer, text: string): Promise<void> {
  await waitFor(() =>
    peer.chat.texts.includes(text) ? undefined : `${peer.joined.self.name} did not get "${text}"`,
  )
}

async function assertRefusedChat(peer: NativePeer, clientId: string, code: ErrorCode): Promise<void> {
  await waitFor(() => (peer.chat.answer(clientId) ? undefined : `no answer to ${clientId}`))
  const answer = peer.chat.answer(clientId)
  assert.equal(answer?.type === 'refused' ? answer.error.code : answer?.type, code)
}

it('brings everybody the same messages in the same order, stamped by the server', async (t) => {
  const server = await startServer(t, FAST)
  const peers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => server.join('demo', name)))
  const before = Date.now()
  const perPeer = 20
  for (let index = 0; index < perPeer; index += 1) {
    for (const peer of peers) peer.chat.send(`${peer.joined.self.name} ${index}`)
  }
  const total = perPeer * peers.length
  for (const { chat } of peers) {
    await waitFor(() =>
      chat.messages.length === total ? undefined : `${chat.messages.length} of ${total} messages`,
    )
  }
  const [first, ...others] = peers.map(({ chat }) => chat.messages)
  assert.ok(first)
  for (const other of others) assert.deepEqual(other, first)
  assert.deepEqual(
    first.map(({ seq }) => seq),
    Array.from({ length: total }, (_, index) => index + 1),
  )
  assert.equal(new Set(first.map(({ id }) => id)).size, total)
  for (const peer of peers) {
    const { name } = peer.joined.self
    assert.deepEqual(
      first.filter(({ from }) => from === peer.id).map(({ text, fromName }) => [text, fromName]),
      Array.from({ length: perPeer }, (_, index) => [`${name} ${index}`, name]),
    )
  }
  for (const { at } of first) assert.ok(at >= before && at <= Date.now())
})

it('acknowledges a message by bringing it back with its client id', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const clientId = ada.chat.send('an unusual text: 🦉 "quotes" \\ \u2028 <b>')
  await waitFor(() => (ada.chat.answer(clientId) ? undefined : 'no acknowledgement'))
  const answer = ada.chat.answer(clientId)
  assert.equal(answer?.type === 'message' && answer.text, 'an unusual text: 🦉 "quotes" \\ \u2028 <b>')
})

it('refuses a message with a sender, a time or an order of its own', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const forged = { from: bob.id, fromName: 'Bob', seq: 99, at: 0, id: 'm1', toName: 'Bob' }
  for (const [key, value] of Object.entries(forged)) {
    const clientId = `forged-${key}`
    ada.chat.sendRaw(JSON.stringify({ type: 'message', clientId, text: 'forged', [key]: value }))
    await assertRefusedChat(ada, clientId, 'bad_request')
  }
  ada.chat.send('honest')
  await hears(bob, 'honest')
  assert.deepEqual(bob.chat.texts, ['honest'])
  assert.equal(bob.chat.messages[0]?.from, ada.id)
})

it('gives latecomers the history, as much as the operator keeps', async (t) => {
  const server = await startServer(t, { chat: { ...FAST.chat, historyMessages: 3 } })
  const ada = await server.join('demo', 'Ada')
  for (const text of ['one', 'two', 'three', 'four', 'five']) ada.chat.send(text)
  await hears(ada, 'five')
  const bob = await server.join('demo', 'Bob')
  await waitFor(() => (bob.chat.caughtUp ? undefined : 'no history'))
  assert.deepEqual(bob.chat.texts, ['three', 'four', 'five'])
  assert.deepEqual(bob.chat.caughtUp, { type: 'caught-up', seq: 5 })
  assert.deepEqual(bob.chat.messages, ada.chat.messages.slice(2))
})

it('loses nothing to somebody who joins while others write', async (t) => {
  const server = await startServer(t, FAST)
  const ada = await server.join('demo', 'Ada')
  let sent = 0
  const writing = setInterval(() => ada.chat.send(`message ${(sent += 1)}`), 2)
  t.after(() => clearInterval(writing))
  await hears(ada, 'message 20')
  const bob = await server.join('demo', 'Bob')
  const enough = sent + 20
  await waitFor(() => (sent >= enough ? undefined : 'Ada stopped writing'))
  clearInterval(writing)
  await hears(bob, `message ${sent}`)
  // What was written before comes over a stream of its own, and may end after the last live message.
  await waitFor(() => (bob.chat.caughtUp ? undefined : 'no end of the history'))
  const seqs = [...new Set(bob.chat.messages.map(({ seq }) => seq))].sort((a, b) => a - b)
  assert.deepEqual(
    seqs,
    Array.from({ length: sent }, (_, index) => index + 1),
  )
})

it('shows a private message to its two ends and to nobody else, then or later', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  ada.chat.send('for Bob alone', { to: bob.id })
  bob.chat.send('for Ada alone', { to: ada.id })
  await hears(ada, 'for Ada alone')
  await hears(bob, 'for Bob alone')
  ada.chat.send('for all')
  // The relay keeps its order: whatever came for Carol before this is here now.
  await hears(carol, 'for all')
  assert.deepEqual(carol.chat.texts, ['for all'])
  assert.deepEqual(
    carol.chat.events.map(({ type }) => type),
    ['caught-up', 'message'],
  )
  assert.deepEqual(ada.chat.texts, ['for Bob alone', 'for Ada alone', 'for all'])
  const [message] = bob.chat.messages
  assert.equal(message?.to, bob.id)
  assert.equal(message?.toName, 'Bob')
  assert.equal(message?.from, ada.id)

  carol.chat.since(0)
  const dan = await server.join('demo', 'Dan')
  await waitFor(() => (dan.chat.caughtUp && carol.chat.texts.length === 2 ? undefined : 'no history'))
  assert.deepEqual(dan.chat.texts, ['for all'])
  assert.deepEqual(carol.chat.texts, ['for all', 'for all'])
  ada.chat.since(0)
  await waitFor(() => (ada.chat.texts.length === 6 ? undefined : 'no history'))
})

it('does not send a private message to a later seat of somebody who left', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await bob.leave()
  const again = await server.join('demo', 'Bob')
  await assertRefusedChat(ada, ada.chat.send('old secret', { to: bob.id }), 'recipient_gone')
  await assertRefusedChat(ada, ada.chat.send('no secret', { to: 'nobody-here' }), 'recipient_gone')
  ada.chat.send('public')
  await hears(again, 'public')
  assert.deepEqual(again.chat.texts, ['public'])
})

it('refuses texts that are too long or empty, and what comes too fast', async (t) => {
  const server = await startServer(t, { chat: { messagesPerSecond: 0.1, burst: 3 } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await assertRefusedChat(ada, ada.chat.send('x'.repeat(4001)), 'text_too_long')
  await assertRefusedChat(ada, ada.chat.send(' \n\t '), 'empty_text')
  await assertRefusedChat(ada, ada.chat.send(''), 'empty_text')
  const longest = '한'.repeat(4000)
  for (const text of [longest, 'two', 'three']) ada.chat.send(text)
  await assertRefusedChat(ada, ada.chat.send('four'), 'rate_limited')
  // One person's haste does not slow another one down.
  bob.chat.send('from Bob')
  await hears(ada, 'from Bob')
  assert.deepEqual(bob.chat.texts, [longest, 'two', 'three', 'from Bob'])
  assert.deepEqual(bob.chat.refusals, [])
})

it('takes a message that was sent again for the same one', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  for (let attempt = 0; attempt < 3; attempt += 1) ada.chat.send('once', { clientId: 'again' })
  const acknowledged = (): number[] =>
    ada.chat.messages.filter(({ text }) => text === 'once').map(({ seq }) => seq)
  // The streams of two people have no common order, so Bob writes once Ada has her answers.
  await waitFor(() => (acknowledged().length >= 3 ? undefined : `${acknowledged().length} came back`))
  bob.chat.send('of Bob', { clientId: 'again' })
  await hears(ada, 'of Bob')
  await hears(bob, 'of Bob')
  assert.deepEqual(bob.chat.texts, ['once', 'of Bob'])
  assert.deepEqual(acknowledged(), [1, 1, 1], 'each attempt is acknowledged with the same message')
})

it('brings what was missed after a reconnect, and knows what was sent before it', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  bob.chat.send('first', { clientId: 'bob-1' })
  await hears(bob, 'first')
  bob.close()
  ada.chat.send('missed')
  ada.chat.send('a secret', { to: bob.id })
  await hears(ada, 'a secret')
  const again = await server.join('demo', 'Bob', { resumeToken: bob.resumeToken, chatSince: 1 })
  assert.equal(again.id, bob.id)
  await hears(again, 'a secret')
  await waitFor(() => (again.chat.caughtUp ? undefined : 'no end of the history'))
  assert.deepEqual(again.chat.texts, ['missed', 'a secret'])
  again.chat.send('first', { clientId: 'bob-1' })
  await hears(again, 'first')
  ada.chat.send('end')
  await hears(again, 'end')
  assert.deepEqual(ada.chat.texts, ['first', 'missed', 'a secret', 'end'])
})
