import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHAT_TEXT_MAX } from '../../../protocol/index.ts'
import { ChatOutbox } from './chat-outbox.ts'

function createChannel() {
  const sent: { clientId: string; text: string; to?: string }[] = []
  const channel = {
    bufferedAmount: 0,
    failing: false,
    sent,
    send(text: string): void {
      if (channel.failing) throw new Error('closing')
      sent.push(JSON.parse(text) as (typeof sent)[number])
    },
    ids: () => sent.map(({ clientId }) => clientId),
  }
  return channel
}

const message = (clientId: string, text = 'hello'): { clientId: string; text: string } => ({ clientId, text })

function createOpen() {
  const outbox = new ChatOutbox()
  const channel = createChannel()
  outbox.open(channel)
  return { outbox, channel }
}

test('a message waits for a stream, and goes out in its order', () => {
  const outbox = new ChatOutbox()
  outbox.add(message('a'))
  outbox.add(message('b'))
  const channel = createChannel()
  outbox.open(channel)
  assert.deepEqual(channel.ids(), ['a', 'b'])
})

test('a stream gets each message once', () => {
  const { outbox, channel } = createOpen()
  outbox.add(message('a'))
  outbox.flush()
  outbox.add(message('b'))
  assert.deepEqual(channel.ids(), ['a', 'b'])
})

test('a message stays pending until it is confirmed', () => {
  const { outbox } = createOpen()
  outbox.add(message('a'))
  assert.deepEqual(
    outbox.pending.map(({ clientId }) => clientId),
    ['a'],
  )
  outbox.remove('a')
  assert.deepEqual(outbox.pending, [])
})

test('a stranger id removes nothing and changes no object', () => {
  const { outbox } = createOpen()
  outbox.add(message('a'))
  const { pending } = outbox
  outbox.remove('b')
  assert.equal(outbox.pending, pending)
})

test('whatever is unconfirmed goes into the next stream again', () => {
  const { outbox, channel } = createOpen()
  outbox.add(message('a'))
  outbox.add(message('b'))
  outbox.remove('a')
  outbox.close()
  outbox.add(message('c'))
  assert.deepEqual(channel.ids(), ['a', 'b'])
  const next = createChannel()
  outbox.open(next)
  assert.deepEqual(next.ids(), ['b', 'c'])
})

test('a recipient is named only where there is one', () => {
  const { outbox, channel } = createOpen()
  outbox.add(message('a'))
  outbox.add({ ...message('b'), to: 'anna-0001' })
  assert.equal('to' in (channel.sent[0] ?? {}), false)
  assert.equal(channel.sent[1]?.to, 'anna-0001')
})

test('a text that is too long is refused here and holds up nobody', () => {
  const { outbox, channel } = createOpen()
  outbox.add(message('long', 'x'.repeat(CHAT_TEXT_MAX + 1)))
  outbox.add(message('fits', 'x'.repeat(CHAT_TEXT_MAX)))
  assert.deepEqual(channel.ids(), ['fits'])
  assert.equal(outbox.pending[0]?.refusal?.code, 'text_too_long')
})

test('a refused message waits for its author, over streams', () => {
  const { outbox } = createOpen()
  outbox.add(message('a'))
  outbox.refuse('a', { code: 'rate_limited', message: 'Slow down.' })
  const next = createChannel()
  outbox.open(next)
  assert.deepEqual(next.ids(), [])
  outbox.retry('a')
  assert.deepEqual(next.ids(), ['a'])
  assert.equal(outbox.pending[0]?.refusal, undefined)
})

test('a retry sends on the same stream once more', () => {
  const { outbox, channel } = createOpen()
  outbox.add(message('a'))
  outbox.refuse('a', { code: 'rate_limited', message: 'Slow down.' })
  outbox.retry('a')
  assert.deepEqual(channel.ids(), ['a', 'a'])
})

test('a full buffer holds back the rest until it drains', () => {
  const { outbox, channel } = createOpen()
  channel.bufferedAmount = 65_537
  outbox.add(message('a'))
  assert.deepEqual(channel.ids(), [])
  channel.bufferedAmount = 65_536
  outbox.flush()
  assert.deepEqual(channel.ids(), ['a'])
})

test('a stream that fails while it closes loses nothing', () => {
  const { outbox, channel } = createOpen()
  channel.failing = true
  outbox.add(message('a'))
  outbox.add(message('b'))
  const next = createChannel()
  outbox.open(next)
  assert.deepEqual(next.ids(), ['a', 'b'])
})
