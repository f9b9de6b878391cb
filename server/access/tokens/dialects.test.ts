import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Grant } from '../../rooms/ports/access.ts'
import { temporaryFolder } from '../../http/test-server.ts'
import { inSeconds, makeToken, readersOf, rsaKeys, SECRET } from '../test-portal.ts'

/** Signed as each library for JWT does, without one: header, payload, HMAC. */
function sign(header: object, payload: object): string {
  const parts = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const text = parts.join('.')
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
}

describe('a token made for Jitsi Meet', () => {
  // The example of lib-jitsi-meet, doc/tokens.md.
  const USER = {
    avatar: 'https://gravatar.com/avatar/abc123',
    name: 'John Doe',
    email: 'jdoe@example.com',
    id: 'abcd:a1b2c3-d4e5f6-0abc1-23de-abcdef01fedcba',
  }
  const token = (claims: object = {}, user: object = {}): string =>
    sign(
      { typ: 'JWT', alg: 'HS256' },
      {
        context: { user: { ...USER, ...user }, group: 'a123-123-456-789' },
        aud: 'jitsi',
        iss: 'my_client',
        sub: 'meet.jit.si',
        room: '*',
        exp: inSeconds(3600),
        ...claims,
      },
    )
  const entry = { dialect: 'jitsi', issuer: 'my_client', audience: 'jitsi', secret: SECRET }
  const read = async (text: string, more: object = { anyRoom: true }): Promise<Grant> =>
    await (await readersOf([{ ...entry, ...more }], ['gravatar.com'])).read(text, 'angrywhalesgrowhigh')

  it('is understood as the documentation of Jitsi shows it', async () => {
    assert.deepEqual(await read(token()), {
      subject: `my_client\n${USER.id}`,
      name: 'John Doe',
      picture: USER.avatar,
      role: null,
    })
    assert.equal((await read(token({ room: 'AngryWhalesGrowHigh' }), {})).name, 'John Doe')
  })

  it('makes moderators hosts, however it says so', async () => {
    for (const user of [
      { moderator: true },
      { moderator: 'true' },
      { affiliation: 'owner' },
      { affiliation: 'moderator' },
    ])
      assert.equal((await read(token({}, user))).role, 'host', JSON.stringify(user))
    for (const user of [{ moderator: false }, { moderator: 'false' }, { affiliation: 'member' }])
      assert.equal((await read(token({}, user))).role, null, JSON.stringify(user))
  })

  it('is refused for another room, tenant or audience, as a pattern, or with a moderator that is neither', async () => {
    const code = { code: 'token_invalid' }
    await assert.rejects(read(token(), {}), code, 'every room where that is not allowed')
    await assert.rejects(read(token({ room: 'another' })), code)
    await assert.rejects(read(token({ aud: 'other' })), code)
    await assert.rejects(read(token(), { anyRoom: true, tenant: 'other.example' }), code)
    await read(token(), { anyRoom: true, tenant: 'meet.jit.si' })
    const pattern = { room: 'angry.*', context: { user: USER, room: { regex: true } } }
    await assert.rejects(read(token(pattern)), code)
    await assert.rejects(read(token({}, { moderator: 1 })), code)
  })

  it('of Jitsi as a service is understood, with the key that its console gives', async (t) => {
    const { privateKey, publicPem } = rsaKeys()
    const keyFile = join(await temporaryFolder(t), 'jaas.pem')
    await writeFile(keyFile, publicPem)
    const sub = 'vpaas-magic-cookie-1fc542a3e4414a44b2611668195e2bfe'
    const readers = await readersOf([
      { dialect: 'jitsi', issuer: 'chat', audience: 'jitsi', tenant: sub, algorithm: 'RS256', keyFile },
    ])
    const features = { livestreaming: 'false', recording: 'true', transcription: 'false' }
    const claims = {
      aud: 'jitsi',
      iss: 'chat',
      sub,
      room: 'team',
      nbf: inSeconds(-10),
      context: { user: { ...USER, moderator: 'true', 'hidden-from-recorder': 'false' }, features },
    }
    const key = { alg: 'RS256', key: privateKey, kid: `${sub}/4f4910` }
    assert.equal((await readers.read(await makeToken(claims, key), 'team')).role, 'host')
  })
})

describe('a token made for LiveKit', () => {
  const API_KEY = 'APIMmxiL8rquKztZEoZJV9Fb'
  // The example of the documentation of LiveKit, "Tokens & grants", and what its server SDK for JavaScript writes.
  const token = (video: object = {}, claims: object = {}): string =>
    sign(
      { alg: 'HS256' },
      {
        video: { room: 'myroom', roomJoin: true, ...video },
        metadata: '',
        iss: API_KEY,
        exp: inSeconds(6 * 3600),
        nbf: inSeconds(0),
        sub: 'myidentity',
        ...claims,
      },
    )
  const entry = { dialect: 'livekit', issuer: API_KEY, secret: SECRET }
  const read = async (text: string, more: object = {}): Promise<Grant> =>
    await (await readersOf([{ ...entry, ...more }])).read(text, 'myroom')

  it('is understood as the documentation of LiveKit shows it', async () => {
    const subject = `${API_KEY}\nmyidentity`
    assert.deepEqual(await read(token()), { subject, name: 'myidentity', role: 'speaker' })
    assert.deepEqual(await read(token({}, { name: 'Ada' })), { subject, name: 'Ada', role: 'speaker' })
  })

  it('gives the role that its grants amount to, and never more', async () => {
    const all = ['camera', 'microphone', 'screen_share', 'screen_share_audio']
    const roles: [object, string][] = [
      [{ canPublish: true, canSubscribe: true }, 'speaker'],
      [{ canPublish: false }, 'viewer'],
      [{ roomAdmin: true }, 'host'],
      [{ canPublish: false, canPublishSources: all }, 'speaker'],
      [{ canPublish: true, canPublishSources: ['microphone'] }, 'viewer'],
      [{ canPublish: true, canPublishSources: [] }, 'speaker'],
    ]
    for (const [video, role] of roles)
      assert.equal((await read(token(video))).role, role, JSON.stringify(video))
  })

  it('is refused for another room, without the right to join, and for those whom nobody sees', async () => {
    const code = { code: 'token_invalid' }
    for (const video of [
      { room: 'other' },
      { roomJoin: false },
      { roomJoin: 'true' },
      { roomJoin: undefined, roomCreate: true },
      { hidden: true },
      { recorder: true },
      { agent: true },
      { canPublish: 'no' },
    ])
      await assert.rejects(read(token(video)), code, JSON.stringify(video))
    await assert.rejects(read(token({}, { video: undefined })), code)
    await assert.rejects(read(token({}, { exp: inSeconds(30 * 86_400) })), code, 'thirty days')
  })

  it('without a room is for each, where that is allowed', async () => {
    await assert.rejects(read(token({ room: undefined })), { code: 'token_invalid' })
    assert.equal((await read(token({ room: undefined }), { anyRoom: true })).role, 'speaker')
  })

  it('that is for a month, or from the beginning of time, is taken where tokens may live so long', async () => {
    const month = { exp: inSeconds(30 * 86_400) }
    await read(token({}, month), { maxLifeMinutes: 44_640 })
    await read(token({}, { nbf: 0 }))
  })
})
