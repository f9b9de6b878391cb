import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, loadConfig } from './load.ts'
import { redactConfig } from './redact.ts'

const SECRET = 'k3q9Xv0fVw2mWmQm8d1cJrZbTtYyPpLl'

function problemsOf(access: unknown, env: NodeJS.ProcessEnv = {}): string {
  const readFile = (): string => JSON.stringify(access === undefined ? {} : { access })
  try {
    const result = loadConfig({ argv: ['--config', 'a.yaml'], env, readFile })
    assert.equal(result.action, 'run')
    assert.doesNotMatch(JSON.stringify(redactConfig(result.config)), /k3q9Xv0f/)
    return ''
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.join('\n')
  }
}

describe('settings of join tokens', () => {
  it('take each kind of key, and never log a secret', () => {
    const keys = [
      { secret: SECRET },
      { algorithm: 'RS256', keyFile: 'a.pem' },
      { algorithm: 'ES256', jwksFile: 'a.json' },
      { algorithm: 'EdDSA', jwksUrl: 'https://portal.example.org/keys' },
      { algorithm: 'RS256', jwksUrl: 'http://127.0.0.1:8080/keys' },
    ]
    for (const key of keys)
      assert.equal(problemsOf({ mode: 'tokens', tokens: [{ issuer: 'a', ...key }] }), '')
  })

  it('refuse a secret that can be guessed, and say how to make one, without showing it', () => {
    for (const secret of ['secret', 'hush-hush-hush', SECRET.slice(0, 31), '']) {
      const text = problemsOf({ tokens: [{ issuer: 'a', secret }] })
      assert.match(text, /access\.tokens\[0\]\.secret: must have at least 32 bytes.*openssl rand -base64 48/)
      if (secret !== '') assert.doesNotMatch(text, new RegExp(`"${secret}`))
    }
    // Bytes count, not characters.
    assert.equal(problemsOf({ tokens: [{ issuer: 'a', secret: '비밀열쇠비밀열쇠비밀열쇠' }] }), '')
  })

  it('refuse keys that do not go with the algorithm, or with each other', () => {
    const cases: [object, RegExp][] = [
      [{}, /secret: is needed with HS256/],
      [{ keyFile: 'a.pem' }, /keyFile: is for RS256, ES256 and EdDSA/],
      [{ jwksUrl: 'https://a.example/' }, /jwksUrl: is for RS256/],
      [{ algorithm: 'RS256' }, /keyFile: is needed with RS256/],
      [{ algorithm: 'RS256', secret: SECRET }, /secret: is for HS256/],
      [{ algorithm: 'RS256', keyFile: 'a', jwksFile: 'b' }, /jwksFile: stands beside keyFile/],
      [{ secret: SECRET, keyFile: 'a' }, /keyFile: stands beside secret/],
      [{ algorithm: 'none', secret: SECRET }, /algorithm: must be "HS256", "RS256"/],
      [
        { algorithm: 'RS256', dialect: 'livekit', keyFile: 'a' },
        /algorithm: must be HS256 with "dialect: livekit"/,
      ],
      [{ secret: SECRET, tenant: 'a' }, /tenant: has no effect/],
    ]
    for (const [key, pattern] of cases) {
      const text = problemsOf({ tokens: [{ issuer: 'a', ...key }] })
      assert.match(text, pattern)
      assert.doesNotMatch(text, /k3q9Xv0f/)
    }
  })

  it('take keys over HTTPS alone, or from this machine', () => {
    for (const jwksUrl of ['http://portal.example.org/', 'http://127.0.0.1.evil.example/', 'file:///a', 'x'])
      assert.match(
        problemsOf({ tokens: [{ issuer: 'a', algorithm: 'RS256', jwksUrl }] }),
        /must be an https:/,
      )
  })

  it('never show what they hold when they are half written', () => {
    const text = problemsOf(undefined, { PLENARY_ACCESS_TOKENS: `[{"issuer":"a","secret":"${SECRET}"` })
    assert.match(text, /PLENARY_ACCESS_TOKENS: access\.tokens: must be a list/)
    assert.doesNotMatch(text, /k3q9Xv0f/)
    const servers = problemsOf(undefined, { PLENARY_MEDIA_ICE_SERVERS: '[{"credential":"k3q9Xv0f"' })
    assert.match(servers, /media\.iceServers: must be/)
    assert.doesNotMatch(servers, /k3q9Xv0f/)
  })
})

describe('settings of accounts', () => {
  const OIDC = { issuer: 'https://sso.example.org/realms/a', clientId: 'plenary', clientSecret: SECRET }

  it('take a provider, and never log its secret', () => {
    assert.equal(problemsOf({ mode: 'accounts', oidc: OIDC }), '')
    assert.equal(
      problemsOf(undefined, { PLENARY_ACCESS_OIDC_ISSUER: OIDC.issuer, PLENARY_ACCESS_OIDC_CLIENT_ID: 'a' }),
      '',
    )
  })

  it('refuse a provider that is not whole, and one that anybody on the way could be', () => {
    assert.match(problemsOf({ oidc: { issuer: OIDC.issuer } }), /oidc\.clientId: is needed/)
    assert.match(problemsOf({ oidc: { clientId: 'a' } }), /oidc\.issuer: is needed/)
    assert.match(problemsOf({ oidc: { ...OIDC, scopes: ['profile'] } }), /oidc\.scopes: must hold openid/)
    assert.match(
      problemsOf({ oidc: { ...OIDC, issuer: 'http://sso.example.org' } }),
      /issuer: must be an https:/,
    )
  })

  it('refuse a mode in which nobody could come in', () => {
    assert.match(problemsOf({ mode: 'tokens' }), /access\.mode: needs access\.tokens/)
    assert.match(problemsOf({ mode: 'accounts' }), /access\.mode: needs access\.oidc\.issuer/)
  })

  it('refuse hosts of pictures that would let more in than they say', () => {
    for (const host of [
      '*',
      '*.com ',
      'https://a.example',
      'a.example/x',
      "a.example; script-src 'unsafe-inline'",
      'A.example',
      'localhost',
    ])
      assert.match(problemsOf({ pictureHosts: [host] }), /pictureHosts\[0\]: must be a host name/, host)
    assert.equal(problemsOf({ pictureHosts: ['gravatar.com', '*.gravatar.com'] }), '')
  })
})
