import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomRulesSchema } from '../../../protocol/index.ts'
import { parseMost } from './most-people.ts'

test('a number of people is read as people write it, and nothing leaves it to the server', () => {
  assert.equal(parseMost('25'), 25)
  assert.equal(parseMost(' 1,000 '), 1000)
  assert.equal(parseMost('10.000'), 10_000)
  assert.equal(parseMost('  '), null)
})

test('what the server would refuse is not sent', () => {
  for (const typed of ['0', '-1', '10001', '999999999999', 'ten', '1e3', '0x10']) {
    assert.equal(parseMost(typed), undefined, typed)
  }
  for (const most of [parseMost('1'), parseMost('10000'), parseMost('')]) {
    assert.doesNotThrow(() => roomRulesSchema.shape.maxParticipants.parse(most))
  }
})
