import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lobby } from '../../session/state/state.ts'
import { newcomers, unnamed } from './lobby-news.ts'

const lobby = (count: number, ...ids: string[]): Lobby => ({
  waiting: ids.map((id) => ({ id, name: id, since: 0, isConnected: true })),
  count,
})

test('only who has come since is news, whoever left meanwhile', () => {
  assert.deepEqual(
    newcomers(new Set(['a', 'b']), lobby(2, 'b', 'c')).map(({ id }) => id),
    ['c'],
  )
  assert.deepEqual(newcomers(new Set(['a']), lobby(1, 'a')), [])
})

test('those beyond the list are counted, and a count that is behind counts nobody', () => {
  assert.equal(unnamed(lobby(120, 'a', 'b')), 118)
  assert.equal(unnamed(lobby(1, 'a', 'b')), 0)
})
