import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createNullStore } from './null-store.ts'

const LINE = { at: 1, kind: 'joined' as const, target: { name: 'Ada' } }
const POLICY = {
  owner: { name: 'Ada', generation: 1 },
  rules: {},
  password: null,
  invitations: [],
  bans: [],
}

it('tells the next meeting which lines of the log of an owned room are kept, and forgets others', async () => {
  const store = createNullStore()
  await store.savePolicy('owned', POLICY)
  for (const room of ['owned', 'open']) {
    await store.appendLog(room, { number: 1, ...LINE }, 1)
    await store.appendLog(room, { number: 2, ...LINE }, 1)
    await store.emptied(room)
  }
  assert.equal((await store.load('owned'))?.logNumber, 2)
  assert.equal(await store.load('open'), undefined)
  await store.removePolicy('owned')
  assert.equal(await store.load('owned'), undefined)
})
