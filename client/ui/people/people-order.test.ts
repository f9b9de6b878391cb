import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Participant } from '../../../protocol/participants.ts'
import { createParticipant as person } from '../../../protocol/test-participant.ts'
import { orderPeople, searchPeople } from './people-order.ts'

const { compare } = new Intl.Collator('en')

function ids(people: readonly Participant[]): string[] {
  return people.map(({ id }) => id)
}

test('oneself first, then speakers, hands in order, the rest by name', () => {
  const others = [
    person('zoe'),
    person('late-hand', { handRaisedAt: 20 }),
    person('speaker'),
    person('ann'),
    person('early-hand', { handRaisedAt: 10 }),
  ]
  const ordered = orderPeople({ self: person('me'), others, speakers: new Set(['speaker']) }, compare)
  assert.deepEqual(ids(ordered), ['me', 'speaker', 'early-hand', 'late-hand', 'ann', 'zoe'])
})

test('the order of the same people is always the same, also with equal names', () => {
  const twins = [person('b', { name: 'Kim' }), person('a', { name: 'Kim' })]
  const facts = { self: null, speakers: new Set<string>() }
  assert.deepEqual(ids(orderPeople({ ...facts, others: twins }, compare)), ['a', 'b'])
  assert.deepEqual(ids(orderPeople({ ...facts, others: twins.toReversed() }, compare)), ['a', 'b'])
})

test('the search finds parts of names, whatever the case and the accents', () => {
  const people = [
    person('1', { name: 'José Ruiz' }),
    person('2', { name: '김민수' }),
    person('3', { name: 'Ann' }),
  ]
  assert.deepEqual(ids(searchPeople(people, 'JOSE')), ['1'])
  assert.deepEqual(ids(searchPeople(people, '민')), ['2'])
  assert.deepEqual(ids(searchPeople(people, ' ')), ['1', '2', '3'])
})

test('a Korean syllable matches while it is being typed', () => {
  const people = [person('1', { name: '김민수' })]
  assert.deepEqual(ids(searchPeople(people, '기')), ['1'])
})
