import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startServer } from '../kit/server.ts'

// Browsers tell their own in a browser test; a native peer cannot be asked.
it('agrees on AES-GCM, which costs a fraction of AES-CM, for every transport', async (t) => {
  const server = await startServer(t, { media: { logLevel: 'debug' } })
  await Promise.all([server.join('demo', 'Ada'), server.join('demo', 'Bob')])
  const chosen = server.log.flatMap(({ msg }) => /chosen SRTP crypto suite: (\w+)/.exec(msg)?.[1] ?? [])
  assert.equal(chosen.length, 4, 'two transports of two participants')
  for (const suite of chosen) assert.match(suite, /^SRTP_AEAD_AES_(128|256)_GCM$/)
})
