import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { coturnConfig } from './coturn-config.ts'
import { turnSecret, turnServer } from './turn-access.ts'

describe('turnServer', () => {
  it('gives each person a name of their own that ends after a day, with a password that only the secret makes', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 })
    const where = { hostname: 'meet.example.org', port: 443, isSecure: true }
    const [ada, bo, other] = [
      turnServer('one-secret', where),
      turnServer('one-secret', where),
      turnServer('another', where),
    ]
    assert.deepEqual(ada.urls, ['turns:meet.example.org:443?transport=tcp'])
    assert.match(ada.username, /^1800086400:[\da-f-]{36}$/)
    assert.match(ada.credential, /^[\w+/]{27}=$/)
    assert.equal(new Set([ada, bo, other].map(({ credential }) => credential)).size, 3)
  })

  it('writes IPv6 addresses as URLs have them, and says when there is no TLS', () => {
    const { urls } = turnServer('secret', { hostname: '2001:db8::1', port: 3000, isSecure: false })
    assert.deepEqual(urls, ['turn:[2001:db8::1]:3000?transport=tcp'])
  })
})

describe('turnSecret', () => {
  it('reads the secret from a file, and says what to do with a bad one', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'plenary-turn-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const secretFile = join(folder, 'secret')
    assert.throws(() => turnSecret({ secretFile }), /turn\.secretFile: cannot read .*ENOENT/)
    writeFileSync(secretFile, 'short\n')
    assert.throws(() => turnSecret({ secretFile }), /openssl rand -hex 32/)
    writeFileSync(secretFile, `${'f'.repeat(64)}\n`)
    assert.equal(turnSecret({ secretFile }), 'f'.repeat(64))
    assert.equal(turnSecret({ secret: 'as it is' }), 'as it is')
    assert.equal(turnSecret({}), undefined)
  })
})

describe('coturnConfig', () => {
  it('lets coturn reach the addresses of this server and no other, loopback and names least of all', () => {
    const lines = coturnConfig({
      secret: 'a-secret',
      host: '127.0.0.1',
      port: 3478,
      media: ['203.0.113.1', 'meet.example.org', '127.0.0.1'],
      own: ['10.0.0.2', '127.0.0.1', '::1'],
    }).split('\n')
    const values = (key: string): string[] =>
      lines.flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []))
    assert.deepEqual(values('allowed-peer-ip'), ['203.0.113.1', '10.0.0.2'])
    assert.deepEqual(values('denied-peer-ip').length, 2)
    assert.deepEqual(values('relay-ip'), ['10.0.0.2'])
    assert.deepEqual(values('listening-ip'), ['127.0.0.1'])
    assert.ok(lines.includes('use-auth-secret') && lines.includes('no-cli'))
  })
})
