import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRoomName } from '../../../protocol/names.ts'
import { isChanged, roomFromInput, suggestRoomName } from './room-suggestion.ts'

test('suggestions are canonical room names, each another one', () => {
  const names = new Set(Array.from({ length: 500 }, () => suggestRoomName()))
  assert.equal(names.size, 500)
  for (const name of names) assert.ok(isRoomName(name), name)
})

test('a suggestion reads as two words and two groups', () => {
  assert.match(suggestRoomName(), /^[a-z]+-[a-z]+-[a-z2-9]{5}-[a-z2-9]{5}$/)
})

test('a pasted link gives its room', () => {
  assert.equal(roomFromInput('https://meet.example.org/r/team-a?x=1'), 'team-a')
  assert.equal(roomFromInput('meet.example.org/r/Team-A'), 'team-a')
})

test('a typed name is made canonical or refused', () => {
  assert.equal(roomFromInput(' Team Meeting! '), 'team-meeting')
  assert.equal(roomFromInput('!!!'), undefined)
  assert.equal(roomFromInput('x'.repeat(65)), undefined)
})

test('only a name that differs from what was typed is worth showing', () => {
  assert.equal(isChanged('team', 'team'), false)
  assert.equal(isChanged('Team', 'team'), true)
})

test('a pasted link gives its room below any path', () => {
  for (const link of ['https://example.org/meet/r/team-a', 'example.org/a/b/r/team-a?x=/r/y#z']) {
    assert.equal(roomFromInput(link), 'team-a', link)
  }
})
