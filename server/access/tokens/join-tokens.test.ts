import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../../http/test-server.ts'
import { inSeconds, ISSUER, makeToken, readersOf, rsaKeys, SECRET } from '../test-portal.ts'
import { refuses } from './test-refusal.ts'

const HMAC = { issuer: ISSUER, secret: SECRET }

/** A token whose header says what it likes, signed by HMAC with anything. */
function forged(header: object, claims: object, key: string | Buffer = ''): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const text = `${encode(header)}.${encode(claims)}`
  const signature = key === '' ? '' : createHmac('sha256', key).update(text).digest('base64url')
  return `${text}.${signature}`
}

describe('a join token', () => {
  it('says who somebody is and what they are in a room', async () => {
    const tokens = await readersOf([HMAC], ['pics.example.org'])
    const claims = {
      sub: 'u1',
      name: ' Ada  Lovelace ',
      role: 'co-host',
      picture: 'https://pics.example.org/a.png',
    }
    assert.deepEqual(await tokens.read(await makeToken(claims), 'team'), {
      subject: `${ISSUER}\nu1`,
      name: 'Ada Lovelace',
      picture: 'https://pics.example.org/a.png',
      role: 'co-host',
    })
    assert.deepEqual(await tokens.read(await makeToken(), 'team'), { subject: null, role: null })
  })

  it('may be shown again until it expires', async () => {
    const tokens = await readersOf([HMAC])
    const token = await makeToken()
    await tokens.read(token, 'team')
    await tokens.read(token, 'team')
  })

  it('is for the room whose canonical name it spells, and for no other', async () => {
    const tokens = await readersOf([HMAC])
    await tokens.read(await makeToken({ room: 'Team Meeting!' }), 'team-meeting')
    for (const room of ['other', '', '*', 'te*', 'team/x', ['team'], null, { $ne: 1 }, 'x'.repeat(5000)])
      await refuses(tokens, await makeToken({ room }), JSON.stringify(room))
  })

  it('is for every room only where that is allowed', async () => {
    const tokens = await readersOf([{ ...HMAC, anyRoom: true }])
    assert.equal((await tokens.read(await makeToken({ room: '*', sub: 'a' }), 'any')).subject, `${ISSUER}\na`)
    await refuses(tokens, await makeToken({ room: 'a*' }), 'a pattern', 'any')
  })

  it('is refused when expired, too early, without an end, or longer alive than allowed', async () => {
    const tokens = await readersOf([{ ...HMAC, clockToleranceSeconds: 10, maxLifeMinutes: 60 }])
    const refused = {
      expired: { exp: inSeconds(-20) },
      'too early': { nbf: inSeconds(30) },
      endless: { exp: undefined },
      'an end that is no number': { exp: 'soon' },
      'too long ahead': { exp: inSeconds(3700) },
      'too long in all': { exp: inSeconds(60), iat: inSeconds(-3600) },
      'too long in all, by its beginning': { exp: inSeconds(60), nbf: inSeconds(-3600) },
      'made in the future to live longer': { exp: inSeconds(7200), iat: inSeconds(7000) },
    }
    for (const [what, claims] of Object.entries(refused)) await refuses(tokens, await makeToken(claims), what)
    await tokens.read(await makeToken({ exp: inSeconds(-5) }), 'team')
    await tokens.read(await makeToken({ nbf: inSeconds(5) }), 'team')
  })

  it('is refused from another issuer, for another audience, or with a role that is none', async () => {
    const tokens = await readersOf([{ ...HMAC, audience: 'plenary' }])
    const good = { aud: ['x', 'plenary'] }
    await tokens.read(await makeToken(good), 'team')
    for (const claims of [{}, { aud: 'x' }, { ...good, iss: 'evil' }, { ...good, role: 'root' }])
      await refuses(tokens, await makeToken(claims), JSON.stringify(claims))
  })

  it('is refused with another key, altered, unsigned, or of another algorithm', async () => {
    const tokens = await readersOf([HMAC])
    const claims = { iss: ISSUER, room: 'team', exp: inSeconds(60) }
    const [header = '', payload = '', signature = ''] = (await makeToken()).split('.')
    const other = Buffer.from(JSON.stringify({ ...claims, role: 'host' })).toString('base64url')
    const refused = {
      'a foreign key': await makeToken({}, { key: Buffer.from('another secret of thirty-two bytes') }),
      'other claims': `${header}.${other}.${signature}`,
      'no signature': `${header}.${payload}.`,
      'alg none': forged({ alg: 'none' }, claims),
      'alg None': forged({ alg: 'None' }, claims),
      'alg none with a signature': forged({ alg: 'none' }, claims, SECRET),
      'no alg': forged({}, claims, SECRET),
      'an unknown critical header': forged({ alg: 'HS256', crit: ['x'], x: 1 }, claims, SECRET),
      'an unencoded payload': forged({ alg: 'HS256', crit: ['b64'], b64: false }, claims, SECRET),
    }
    for (const [what, token] of Object.entries(refused)) await refuses(tokens, token, what)
  })

  it('is refused with the right secret and an algorithm that was not chosen', async () => {
    const secret = SECRET.repeat(2)
    const tokens = await readersOf([{ issuer: ISSUER, secret }])
    const key = Buffer.from(secret)
    await tokens.read(await makeToken({}, { key }), 'team')
    for (const alg of ['HS384', 'HS512']) await refuses(tokens, await makeToken({}, { alg, key }), alg)
  })

  it('never takes a public key for the secret of HS256', async (t) => {
    const { privateKey, publicPem } = rsaKeys()
    const keyFile = join(await temporaryFolder(t), 'portal.pem')
    await writeFile(keyFile, publicPem)
    const tokens = await readersOf([{ issuer: ISSUER, algorithm: 'RS256', keyFile }])
    await tokens.read(await makeToken({}, { alg: 'RS256', key: privateKey }), 'team')
    const claims = { iss: ISSUER, room: 'team', exp: inSeconds(60) }
    for (const key of [publicPem, publicPem.trim(), Buffer.from(publicPem)])
      await refuses(tokens, forged({ alg: 'HS256' }, claims, key), 'a public key as a secret')
    await refuses(
      tokens,
      await makeToken({}, { alg: 'PS256', key: privateKey }),
      'another algorithm of the key',
    )
    await refuses(tokens, await makeToken({}, { alg: 'RS256', key: rsaKeys().privateKey }), 'a foreign key')
  })

  it('is read with ES256 and with both names of Ed25519', async (t) => {
    const folder = await temporaryFolder(t)
    const pairs = {
      ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      EdDSA: generateKeyPairSync('ed25519'),
    }
    for (const [algorithm, { publicKey, privateKey: key }] of Object.entries(pairs)) {
      const keyFile = join(folder, `${algorithm}.pem`)
      await writeFile(keyFile, publicKey.export({ type: 'spki', format: 'pem' }))
      const tokens = await readersOf([{ issuer: ISSUER, algorithm, keyFile }])
      await tokens.read(await makeToken({}, { alg: algorithm, key }), 'team')
      if (algorithm === 'EdDSA') await tokens.read(await makeToken({}, { alg: 'Ed25519', key }), 'team')
    }
  })

  it('is refused without a fault when it is junk of any kind', async () => {
    const tokens = await readersOf([HMAC])
    const nested = `${'['.repeat(3000)}${']'.repeat(3000)}`
    const deep = Buffer.from(`{"iss":"${ISSUER}","room":"team","x":${nested}}`).toString('base64url')
    const junk = [
      '',
      '.',
      '..',
      'a.b.c',
      'x'.repeat(8192),
      '.'.repeat(8192),
      `e30.${deep}.AAAA`,
      'e30.e30.e30',
      'null',
    ]
    for (const text of [...junk, `${await makeToken()}.x`, ` ${await makeToken()}`, 'x'.repeat(1_000_000)])
      await refuses(tokens, text, text.slice(0, 20))
  })

  it('may be of the former or the new secret while a portal changes it', async () => {
    const next = `${SECRET}-next`
    const tokens = await readersOf([HMAC, { ...HMAC, secret: next }])
    await tokens.read(await makeToken(), 'team')
    await tokens.read(await makeToken({}, { key: Buffer.from(next) }), 'team')
  })

  it('does not make a person of one portal a person of another', async () => {
    const tokens = await readersOf([HMAC, { issuer: 'b', secret: `${SECRET}-b` }])
    const mine = await tokens.read(await makeToken({ sub: 'ada' }), 'team')
    const token = await makeToken({ sub: 'ada', iss: 'b' }, { key: Buffer.from(`${SECRET}-b`) })
    assert.notEqual((await tokens.read(token, 'team')).subject, mine.subject)
    await refuses(tokens, await makeToken({ iss: 'b' }), 'the name of one, the key of the other')
  })
})
