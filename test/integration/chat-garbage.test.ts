import assert from 'node:assert/strict'
import { it } from 'node:test'
import { DATA_MESSAGE_MAX } from '../../protocol/index.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

/** Fails unless a peer's chat still carries a message to another one. */
async function stillChats(from: NativePeer, to: NativePeer, text: string): Promise<void> {
  from.chat.send(text)
  await waitFor(() => (to.chat.texts.includes(text) ? undefined : `"${text}" did not arrive`))
}

it('refuses every malformed chat message with a code, and goes on', async (t) => {
  const server = await startServer(t, { chat: { messagesPerSecond: 1000, burst: 1000 } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const malformed = [
    ' ',
    '{',
    'null',
    'true',
    '42',
    '"text"',
    '[]',
    '[{"type":"message","clientId":"a","text":"x"}]',
    '{}',
    '{"type":"message"}',
    '{"type":"message","clientId":"a"}',
    '{"type":"message","clientId":"a","text":null}',
    '{"type":"message","clientId":"a","text":{"toString":"x"}}',
    '{"type":"message","clientId":"","text":"x"}',
    `{"type":"message","clientId":"${'a'.repeat(65)}","text":"x"}`,
    '{"type":"message","clientId":"a b","text":"x"}',
    '{"type":"message","clientId":5,"text":"x"}',
    '{"type":"message","clientId":"a","text":"x","to":5}',
    '{"type":"message","clientId":"a","text":"x","to":"../../etc"}',
    '{"type":"message","clientId":"a","text":"x","extra":1}',
    '{"type":"message","clientId":"a","text":"x","__proto__":{"from":"me"}}',
    '{"type":"message","clientId":"a","text":"x","constructor":1}',
    '{"type":"since"}',
    '{"type":"since","seq":-1}',
    '{"type":"since","seq":1.5}',
    '{"type":"since","seq":1e300}',
    '{"type":"since","seq":"0"}',
    '{"type":"constructor"}',
    '{"type":"caught-up","seq":1}',
    '{"type":"refused","error":{}}',
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    '\u0000',
    '\ufeff{}',
  ]
  for (const [index, text] of malformed.entries()) {
    const what = text.slice(0, 80)
    ada.chat.sendRaw(text)
    await waitFor(() =>
      ada.chat.refusals.length > index ? undefined : `no answer to ${JSON.stringify(what)}`,
    )
    assert.equal(ada.chat.refusals.at(-1)?.error.code, 'bad_request', what)
  }
  assert.equal(ada.chat.refusals.length, malformed.length)
  await stillChats(ada, bob, 'after all that')
  assert.deepEqual(bob.chat.texts, ['after all that'])
})

it('passes nothing on that is no text, or empty', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const message = JSON.stringify({ type: 'message', clientId: 'binary', text: 'binary' })
  for (const bytes of [
    Buffer.from(message),
    Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
    Buffer.alloc(0),
    Buffer.alloc(60_000, 0xff),
  ]) {
    ada.chat.sendRaw(bytes)
  }
  ada.chat.sendRaw('')
  await stillChats(ada, bob, 'text')
  assert.deepEqual(bob.chat.texts, ['text'])
})

it('makes broken text whole before others read it', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  ada.chat.sendRaw('{"type":"message","clientId":"half","text":"half \\ud83e of a pair"}')
  await waitFor(() => (bob.chat.texts.length === 1 ? undefined : 'nothing arrived'))
  assert.deepEqual(bob.chat.texts, ['half \ufffd of a pair'])
})

it('survives messages beyond the limit of the stream', async (t) => {
  const server = await startServer(t)
  // This client believes that the server takes messages of four megabytes.
  const ada = await server.join('demo', 'Ada', { transport: { maxMessageSize: 4 * 1024 * 1024 } })
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  const text = (length: number) =>
    JSON.stringify({ type: 'message', clientId: 'huge', text: 'x'.repeat(length) })
  ada.chat.sendRaw(text(DATA_MESSAGE_MAX - 200))
  await waitFor(() => (ada.chat.answer('huge') ? undefined : 'no answer just below the limit'))
  const answer = ada.chat.answer('huge')
  assert.equal(answer?.type === 'refused' && answer.error.code, 'text_too_long')

  for (const length of [DATA_MESSAGE_MAX + 1, 1024 * 1024, 3 * 1024 * 1024]) ada.chat.sendRaw(text(length))
  await stillChats(bob, carol, 'the others are well')
  assert.deepEqual(carol.chat.texts, ['the others are well'])
  // Whoever breaks the limit may lose the stream, but joins again as anybody does.
  const again = await server.join('demo', 'Ada', { resumeToken: ada.resumeToken })
  assert.equal(again.id, ada.id)
  await stillChats(again, bob, 'back again')
})
