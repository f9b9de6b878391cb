import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRoomName } from '../../../protocol/room-name.ts'
import { fragmentOfInput, isChanged, roomFromInput, suggestRoomName } from './room-suggestion.ts'

test('suggestions are canonical room names, each another one', () => {
  const names = new Set(Array.from({ length: 500 }, () => suggestRoomName()))
  assert.equal(names.size, 500)
  for (const name of names) assert.ok(isRoomName(name), name)
})

test('a suggestion reads as two words and two groups', () => {
  assert.match(suggestRoomName(), /^[a-z]+-[a-z]+-[a-z2-9]{5}-[a-z2-9]{5}$/)
})

test('a pasted link gives its room', () => {
  const links = {
    'https://meet.example.org/r/team-a?x=1': 'team-a',
    'meet.example.org/r/Team-A': 'team-a',
    'https://meet.example.org/r/%ED%8C%80-%ED%9A%8C%EC%9D%98': '팀-회의',
    'https://meet.example.org/r/팀-회의': '팀-회의',
  }
  for (const [link, room] of Object.entries(links)) assert.deepEqual(roomFromInput(link), { name: room })
})

test('a typed name is made canonical or refused', () => {
  assert.deepEqual(roomFromInput(' Team Meeting! '), { name: 'team-meeting' })
  assert.deepEqual(roomFromInput('팀 회의'), { name: '팀-회의' })
  assert.deepEqual(roomFromInput('!!!'), { problem: { kind: 'empty' } })
  assert.deepEqual(roomFromInput('C++'), { problem: { kind: 'character', character: '+' } })
  assert.deepEqual(roomFromInput('x'.repeat(65)), { problem: { kind: 'too-long' } })
})

test('only a name that differs from what was typed is worth showing', () => {
  assert.equal(isChanged('team', 'team'), false)
  assert.equal(isChanged('Team', 'team'), true)
})

test('a pasted link gives its room below any path', () => {
  for (const link of ['https://example.org/meet/r/team-a', 'example.org/a/b/r/team-a?x=/r/y#z']) {
    assert.deepEqual(roomFromInput(link), { name: 'team-a' }, link)
  }
})

test('a link that was pasted keeps what it brings for the door', () => {
  assert.equal(fragmentOfInput('https://meet.example/r/team#invite=abc'), '#invite=abc')
  assert.equal(fragmentOfInput(' https://meet.example/sub/r/team?x=1#owner=a.b '), '#owner=a.b')
  assert.equal(fragmentOfInput('team#invite=abc'), '')
  assert.equal(fragmentOfInput('https://meet.example/r/team'), '')
})
