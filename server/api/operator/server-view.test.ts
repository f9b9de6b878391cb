import assert from 'node:assert/strict'
import { it } from 'node:test'
import { configSchema } from '../../config/schema.ts'
import { settings } from '../../config/settings.ts'
import { ServerView, withoutSecrets } from './server-view.ts'

const rooms = { roomCount: 0, participantCount: 0 }

it('tells every setting, and none of its secrets', () => {
  const config = configSchema.parse({
    metrics: { token: 'a-secret-token-of-metrics' },
    media: { iceServers: [{ urls: ['turn:turn.example'], username: 'u', credential: 'a-secret-of-turn' }] },
  })
  const view = new ServerView({ config, readiness: () => 'ready', rooms, load: { level: 0 } })
  const text = JSON.stringify(view.settings)
  assert.ok(text.includes('turn:turn.example') && !/a-secret/.test(text), text)
  for (const { path } of settings) {
    const [section = ''] = path.split('.')
    assert.ok(section in view.settings, path)
  }
})

it('tells no secret of a section that nobody thought of', () => {
  const told = withoutSecrets({
    oidc: { clientSecret: 'x1', clientId: 'known', issuer: 'https://user:x2@id.example/' },
    tokens: [{ key: 'x3', name: 'portal', secrets: ['x4', 'x5'], privateKey: 'x6' }],
    smtp: { password: 'x7', passphrase: 'x8', port: 25 },
    tokenList: ['x9'],
  })
  assert.ok(!/x\d/.test(JSON.stringify(told)), JSON.stringify(told))
  assert.deepEqual((told as { smtp: unknown }).smtp, {
    password: '[redacted]',
    passphrase: '[redacted]',
    port: 25,
  })
  assert.equal((told as { oidc: { issuer: string } }).oidc.issuer, 'https://id.example/')
})
