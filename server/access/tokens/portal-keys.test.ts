import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { exportJWK } from 'jose'
import { temporaryFolder } from '../../http/test-server.ts'
import { ISSUER, makeToken, readersOf, rsaKeys, SECRET } from '../test-portal.ts'
import type { JoinTokens } from './join-tokens.ts'
import { refuses } from './test-refusal.ts'

describe('the keys of portals', () => {
  it('that cannot be read are told at the start, with what to do', async (t) => {
    const folder = await temporaryFolder(t)
    const { privateKey } = rsaKeys()
    const files = {
      'private.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'short.pem': generateKeyPairSync('rsa', { modulusLength: 1024 })
        .publicKey.export({ type: 'spki', format: 'pem' })
        .toString(),
      'not.json': 'x',
      'wrong.json': '{"keys":"x"}',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const start = (keys: object): Promise<JoinTokens> =>
      readersOf([{ issuer: ISSUER, algorithm: 'RS256', ...keys }])
    const file = (name: string): string => join(folder, name)
    await assert.rejects(
      start({ keyFile: file('none.pem') }),
      /none\.pem holds no public key for RS256 \(ENOENT/,
    )
    await assert.rejects(
      start({ keyFile: file('private.pem') }),
      /must be a PEM file that begins with "BEGIN PUBLIC/,
    )
    await assert.rejects(start({ keyFile: file('short.pem') }), /has 1024 bits\. Use 2048 or more/)
    await assert.rejects(start({ jwksFile: file('not.json') }), /not\.json is no JSON Web Key Set/)
    await assert.rejects(start({ jwksFile: file('wrong.json') }), /wrong\.json is no JSON Web Key Set/)
    await assert.rejects(start({ jwksFile: file('none.json') }), /none\.json is no JSON Web Key Set: ENOENT/)
  })

  it('may stand in a file of several, of which a secret is never one', async (t) => {
    const { privateKey, jwk } = rsaKeys()
    const jwksFile = join(await temporaryFolder(t), 'keys.json')
    const secret = { kty: 'oct', kid: 'b', k: Buffer.from(SECRET).toString('base64url'), alg: 'HS256' }
    const third = await exportJWK(rsaKeys().privateKey)
    await writeFile(jwksFile, JSON.stringify({ keys: [await jwk('a'), secret, { ...third, kid: 'c' }] }))
    const tokens = await readersOf([{ issuer: ISSUER, algorithm: 'RS256', jwksFile }])
    await tokens.read(await makeToken({}, { alg: 'RS256', key: privateKey, kid: 'a' }), 'team')
    await refuses(tokens, await makeToken({}, { kid: 'b' }), 'a secret of the set')
    await refuses(tokens, await makeToken({}, { alg: 'RS256', key: privateKey, kid: 'x' }), 'an unknown id')
  })
})
