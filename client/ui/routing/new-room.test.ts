import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRoom, takeNewRoom } from './new-room.ts'

test('a room is new once, and no other room is', () => {
  makeRoom('red')
  assert.equal(takeNewRoom('red'), true)
  assert.equal(takeNewRoom('red'), false)
  makeRoom('red')
  assert.equal(takeNewRoom('blue'), false)
  assert.equal(takeNewRoom('red'), false)
})
