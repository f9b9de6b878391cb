import assert from 'node:assert/strict'
import { it } from 'node:test'
import { PrivateHistory } from './private-history.ts'

const LIMITS = { historyMessages: 6, historyCharacters: 1000 }

function write(history: PrivateHistory, from: string, to: string, text = 'x') {
  return history.add({
    type: 'message',
    seq: 0,
    id: 'm0',
    clientId: 'c',
    at: 0,
    from,
    fromName: from,
    text,
    to,
    toName: to,
  })
}

it('lets whoever writes most lose the oldest, and nobody else', () => {
  const history = new PrivateHistory(LIMITS, [])
  write(history, 'ada', 'bob', 'keep')
  write(history, 'bob', 'ada', 'keep')
  for (let count = 0; count < 100; count += 1) {
    write(history, 'eve', count % 2 === 0 ? 'ada' : 'dan')
    history.trim()
  }
  const texts = history.since(0, 'ada').map(({ text }) => text)
  assert.deepEqual(texts.slice(0, 2), ['keep', 'keep'])
  assert.equal(new Set([...history.since(0, 'ada'), ...history.since(0, 'dan')].map(({ at }) => at)).size, 1)
  assert.equal(history.since(0, 'eve').length, 4)
})

it('counts text apart from messages', () => {
  const history = new PrivateHistory(LIMITS, [])
  write(history, 'ada', 'bob')
  write(history, 'ada', 'bob')
  write(history, 'eve', 'bob', 'y'.repeat(600))
  write(history, 'eve', 'bob', 'z'.repeat(600))
  assert.deepEqual(history.trim(), [3])
  assert.deepEqual(
    history.since(0, 'bob').map(({ privateSeq }) => privateSeq),
    [1, 2, 4],
  )
})

it('forgets what nobody can read any more', () => {
  const history = new PrivateHistory(LIMITS, [])
  write(history, 'ada', 'bob')
  write(history, 'eve', 'bob')
  const there = new Set(['ada', 'bob', 'eve'])
  const leave = (id: string): number[] => {
    there.delete(id)
    return history.forget(id, (seat) => there.has(seat))
  }
  assert.deepEqual(leave('ada'), [])
  assert.equal(history.since(0, 'bob').length, 2)
  assert.deepEqual(leave('bob'), [1])
  assert.deepEqual(leave('eve'), [2])
})

it('goes on where it was before a restart', () => {
  const before = new PrivateHistory(LIMITS, [])
  const past = [write(before, 'ada', 'bob'), write(before, 'eve', 'bob')]
  const history = new PrivateHistory(LIMITS, past)
  const { number, senderSeq, recipientSeq } = write(history, 'bob', 'ada')
  assert.deepEqual({ number, senderSeq, recipientSeq }, { number: 3, senderSeq: 3, recipientSeq: 2 })
})
