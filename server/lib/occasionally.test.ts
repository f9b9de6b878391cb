import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Occasionally } from './occasionally.ts'

it('says the first time at once, and then how often it was since', () => {
  const occasionally = new Occasionally(1000)
  assert.equal(occasionally.happened(5), 1)
  assert.equal(occasionally.happened(6), undefined)
  assert.equal(occasionally.happened(1004), undefined)
  assert.equal(occasionally.happened(1005), 3)
  assert.equal(occasionally.happened(9000), 1)
})
