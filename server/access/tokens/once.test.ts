import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../../http/test-server.ts'
import { createSilentLogger } from '../../observability/logger.ts'
import { openDatabase } from '../../persistence/database.ts'
import { SqliteStore } from '../../persistence/sqlite-store.ts'
import { createNullStore } from '../../rooms/ports/null-store.ts'
import { ISSUER, makeToken, readersOf, SECRET } from '../test-portal.ts'
import { refuses } from './test-refusal.ts'

const HMAC = { issuer: ISSUER, secret: SECRET }

describe('a join token that belongs to one browser', () => {
  it('is good for the first that shows it, as often as it likes, and for no other', async () => {
    const tokens = await readersOf([{ ...HMAC, once: true }])
    const token = await makeToken({ jti: 'one' })
    await tokens.read(token, 'team', 'device-of-ada-000')
    await tokens.read(token, 'team', 'device-of-ada-000')
    await assert.rejects(tokens.read(token, 'team', 'device-of-eve-000'), { code: 'token_invalid' })
    await refuses(tokens, token, 'no device')
    await tokens.read(await makeToken({ jti: 'two' }), 'team', 'device-of-eve-000')
  })

  it('is good once for programs that have no mark', async () => {
    const tokens = await readersOf([{ ...HMAC, once: true }])
    const token = await makeToken({ jti: 'one' })
    await tokens.read(token, 'team')
    await refuses(tokens, token, 'shown twice')
  })

  it('needs an id, and is not used up by somebody who asks for another room', async () => {
    const tokens = await readersOf([{ ...HMAC, once: true }])
    for (const jti of [undefined, 7, 'x'.repeat(300)])
      await refuses(tokens, await makeToken({ jti }), String(jti))
    const token = await makeToken({ jti: 'one' })
    await refuses(tokens, token, 'another room', 'other')
    await tokens.read(token, 'team')
  })

  it('belongs to it after a restart as well, and what is kept tells neither id nor browser', async (t) => {
    const file = join(await temporaryFolder(t), 'plenary.sqlite')
    const open = (): SqliteStore => {
      const options = { database: openDatabase(file), chatRetentionMs: 0, logger: createSilentLogger() }
      return new SqliteStore(options)
    }
    const token = await makeToken({ jti: 'id-of-the-token' })
    const first = open()
    await (await readersOf([{ ...HMAC, once: true }], [], first)).read(token, 'team', 'device-of-ada-000')
    const kept = JSON.stringify(await first.loadUsed('token'))
    assert.doesNotMatch(kept, /id-of-the-token|device-of-ada/)
    await first.close()
    const second = open()
    t.after(() => second.close())
    const later = await readersOf([{ ...HMAC, once: true }], [], second)
    await assert.rejects(later.read(token, 'team', 'device-of-eve-000'), { code: 'token_invalid' })
    await refuses(later, token, 'no device')
    await later.read(token, 'team', 'device-of-ada-000')
  })

  it('is given to one of two who show it at once, while the store is slow', async () => {
    const used = {
      ...createNullStore(),
      saveUsed: () => new Promise<void>((resolve) => setImmediate(resolve)),
    }
    const tokens = await readersOf([{ ...HMAC, once: true }], [], used)
    const token = await makeToken({ jti: 'one' })
    const both = ['device-of-ada-000', 'device-of-eve-000'].map((device) =>
      tokens.read(token, 'team', device),
    )
    const ended = await Promise.allSettled(both)
    assert.deepEqual(ended.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })
})
