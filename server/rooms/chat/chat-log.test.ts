import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CHAT_TEXT_MAX } from '../../../protocol/index.ts'
import { ChatLog } from './chat-log.ts'

const NO_PAST = { messages: [], privateMessages: [], chatSeq: 0 }
const START = { seq: 0, privateSeq: 0 }
const settings = { historyMessages: 5, historyCharacters: 10_000, messagesPerSecond: 1, burst: 3 }
const ada = { id: 'ada', name: 'Ada' }
const bob = { id: 'bob', name: 'Bob' }

describe('ChatLog', () => {
  it('stamps sender, order and time', () => {
    const log = new ChatLog(settings, NO_PAST)
    const { message } = log.add(ada, { clientId: 'c1', text: 'Hello' }, 1234)
    assert.deepEqual(
      { from: message.from, fromName: message.fromName, seq: message.seq, at: message.at },
      { from: 'ada', fromName: 'Ada', seq: 1, at: 1234 },
    )
  })

  it('recognises a message that was sent again', () => {
    const log = new ChatLog(settings, NO_PAST)
    const first = log.add(ada, { clientId: 'c1', text: 'Hello' }, 0)
    const again = log.add(ada, { clientId: 'c1', text: 'Hello' }, 50)
    assert.equal(again.repeated, true)
    assert.equal(again.message.seq, first.message.seq)
    assert.equal(log.latestSeq, 1)
    assert.equal(log.add(bob, { clientId: 'c1', text: 'Other seat' }, 60).repeated, false)
  })

  it('refuses empty and overlong text with its own code', () => {
    const log = new ChatLog(settings, NO_PAST)
    assert.throws(() => log.add(ada, { clientId: 'c1', text: ' \n ' }, 0), { code: 'empty_text' })
    const long = 'x'.repeat(CHAT_TEXT_MAX + 1)
    assert.throws(() => log.add(ada, { clientId: 'c2', text: long }, 0), { code: 'text_too_long' })
    assert.equal(log.add(ada, { clientId: 'c3', text: long.slice(1) }, 0).message.seq, 1)
  })

  it('limits the rate of each seat by itself and lets it recover', () => {
    const log = new ChatLog(settings, NO_PAST)
    for (let n = 0; n < 3; n += 1) log.add(ada, { clientId: `c${n}`, text: 'x' }, 0)
    assert.throws(() => log.add(ada, { clientId: 'c4', text: 'x' }, 10), { code: 'rate_limited' })
    assert.equal(log.add(bob, { clientId: 'b1', text: 'x' }, 10).message.seq, 4)
    assert.equal(log.add(ada, { clientId: 'c4', text: 'x' }, 1100).message.seq, 5)
  })

  it('keeps a bounded history', () => {
    const log = new ChatLog(settings, NO_PAST)
    for (let n = 1; n <= 8; n += 1) log.add(ada, { clientId: `c${n}`, text: `${n}` }, n * 2000)
    assert.deepEqual(
      log.since(START, 'bob').map(({ text }) => text),
      ['4', '5', '6', '7', '8'],
    )
    assert.deepEqual(
      log.since({ seq: 7, privateSeq: 0 }, 'bob').map(({ text }) => text),
      ['8'],
    )
  })

  it('bounds the history by its text as well', () => {
    const log = new ChatLog({ ...settings, historyCharacters: 100 }, NO_PAST)
    for (let n = 1; n <= 4; n += 1) log.add(ada, { clientId: `c${n}`, text: `${n}`.repeat(40) }, n * 2000)
    assert.deepEqual(
      log.since(START, 'bob').map(({ seq }) => seq),
      [3, 4],
    )
  })

  it('shows a private message to its two ends alone', () => {
    const log = new ChatLog(settings, NO_PAST)
    log.add(ada, { clientId: 'c1', text: 'secret', to: bob }, 0)
    assert.equal(log.since(START, 'ada').length, 1)
    assert.equal(log.since(START, 'bob').length, 1)
    assert.equal(log.since(START, 'eve').length, 0)
  })

  it('numbers what everybody reads without a gap, and private messages for each end by itself', () => {
    const log = new ChatLog(settings, NO_PAST)
    const eve = { id: 'eve', name: 'Eve' }
    log.add(ada, { clientId: 'c1', text: 'one' }, 0)
    log.add(bob, { clientId: 'b1', text: 'from Bob', to: eve }, 0)
    log.add(ada, { clientId: 'c2', text: 'from Ada', to: bob }, 0)
    log.add(eve, { clientId: 'e1', text: 'two' }, 0)
    const seen = (reader: string): unknown[] =>
      log.since(START, reader).map(({ seq, privateSeq, text }) => [seq, privateSeq, text])
    const [one, two] = [
      [1, undefined, 'one'],
      [2, undefined, 'two'],
    ]
    assert.deepEqual(seen('dan'), [one, two])
    assert.deepEqual(seen('ada'), [one, [1, 1, 'from Ada'], two])
    assert.deepEqual(seen('bob'), [one, [1, 1, 'from Bob'], [1, 2, 'from Ada'], two])
    assert.deepEqual(seen('eve'), [one, [1, 1, 'from Bob'], two])
    assert.deepEqual(
      log.since({ seq: 1, privateSeq: 1 }, 'bob').map(({ text }) => text),
      ['from Ada', 'two'],
    )
    const ids = log.since(START, 'bob').map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
  })

  it('keeps what everybody reads, however much is written in private', () => {
    const log = new ChatLog({ ...settings, messagesPerSecond: 1000, burst: 1000 }, NO_PAST)
    for (let n = 1; n <= 5; n += 1) log.add(ada, { clientId: `c${n}`, text: `${n}` }, 0)
    for (let n = 1; n <= 50; n += 1) log.add(bob, { clientId: `b${n}`, text: 'x'.repeat(4000), to: ada }, 0)
    log.trimPrivate()
    assert.equal(log.since(START, 'dan').length, 5)
    assert.ok(log.since(START, 'bob').length - 5 <= 2, 'the text of private messages has a budget too')
  })

  it('refuses a private message to oneself, and takes no number for it', () => {
    const log = new ChatLog(settings, NO_PAST)
    assert.throws(() => log.add(ada, { clientId: 'c1', text: 'x', to: ada }, 0), { code: 'recipient_self' })
    assert.equal(log.latestSeq, 0)
    assert.equal(log.latestPrivateSeq('ada'), 0)
  })
})
