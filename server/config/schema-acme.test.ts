import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, loadConfig } from './load.ts'
import { redactConfig } from './redact.ts'
import type { Config } from './schema.ts'

/** The settings that follow from flags and a file. */
function load(argv: readonly string[], file: object = {}): Config {
  const readFile = (): string => JSON.stringify(file)
  const result = loadConfig({ argv: [...argv, '--config', 'a.yaml'], env: {}, readFile })
  if (result.action !== 'run') throw new Error(result.action)
  return result.config
}

function problemsOf(argv: readonly string[], file?: object): string {
  try {
    load(argv, file)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n')
    throw error
  }
  return ''
}

describe('--domain', () => {
  it('is all that public HTTPS needs', () => {
    const { listen } = load(['--domain', 'meet.example.org'])
    assert.equal(listen.tls.mode, 'acme')
    assert.equal(listen.port, 443)
    assert.equal(listen.publicUrl, 'https://meet.example.org/')
    assert.equal(listen.acme.directoryUrl, 'https://acme-v02.api.letsencrypt.org/directory')
    assert.equal(listen.acme.httpPort, 80)
  })

  it('may be repeated, and leaves alone what somebody set', () => {
    const argv = ['--domain', 'a.example.org,b.example.org', '--domain', 'c.example.org', '--port', '8443']
    const { listen } = load(argv, { listen: { publicUrl: 'https://b.example.org/meet' } })
    assert.deepEqual(listen.acme.names, ['a.example.org', 'b.example.org', 'c.example.org'])
    assert.equal(listen.port, 8443)
    assert.equal(listen.publicUrl, 'https://b.example.org/meet')
    assert.equal(
      load(['--domain', 'a.example.org', '--port', '8443']).listen.publicUrl,
      'https://a.example.org:8443/',
    )
    assert.equal(load(['--domain', '2001:db8::1']).listen.publicUrl, 'https://[2001:db8::1]/')
  })

  it('means the same in a file', () => {
    const { listen } = load([], { listen: { acme: { names: ['meet.example.org'] } } })
    assert.deepEqual([listen.tls.mode, listen.port], ['acme', 443])
  })
})

describe('--public', () => {
  it('asks for the address of the machine, which the settings do not know', () => {
    const { listen } = load(['--public'])
    assert.deepEqual([listen.tls.mode, listen.port, listen.publicUrl], ['acme', 443, undefined])
    assert.match(problemsOf(['--public=yes']), /takes no value/)
  })
})

describe('settings of a certificate that contradict each other', () => {
  it('are refused with the one to change', () => {
    const acme = (more: object): object => ({ listen: { acme: { names: ['a.example.org'], ...more } } })
    const cases: [string[], object, RegExp][] = [
      [
        ['--domain', 'a.example.org', '--tls', 'off'],
        {},
        /--domain.*has no effect, because listen\.tls\.mode is "off"/,
      ],
      [['--public', '--tls', 'self-signed'], {}, /--public.*has no effect/],
      [['--domain', 'a.example.org', '--public'], {}, /--public.*stands beside listen\.acme\.names/],
      [['--tls', 'acme'], {}, /listen\.acme\.names.*is needed, because listen\.tls\.mode is "acme"/],
      [['--domain', 'a.example.org', '--port', '80'], {}, /httpPort.*is also listen\.port \(80\)/],
      [['--public-url', 'http://a.example.org/'], acme({}), /must begin with https:\/\//],
      [
        ['--public-url', 'https://b.example.org/'],
        acme({}),
        /names b\.example\.org.*add it to listen\.acme\.names/,
      ],
      [['--domain', '*.example.org'], {}, /a host name such as meet\.example\.org, or a public IP address/],
      [['--domain', 'example.org.'], {}, /a host name such as/],
      [['--domain', 'https://example.org'], {}, /a host name such as/],
      [[], acme({ directoryUrl: 'http://ca.example.org/' }), /an https:\/\/ address/],
      [[], acme({ eab: { keyId: 'x' } }), /secret.*or secretFile is needed/],
      [[], acme({ eab: { secret: 'abc' } }), /keyId.*is needed/],
      [[], acme({ eab: { keyId: 'x', secret: 'abc', secretFile: 'f' } }), /keep one of them/],
    ]
    for (const [argv, file, pattern] of cases) assert.match(problemsOf(argv, file), pattern, argv.join(' '))
  })

  it('are reported by the schema alone where sections hold something else', () => {
    for (const listen of [
      5,
      [],
      { acme: 5 },
      { acme: { names: 5 } },
      { acme: { names: [5] } },
      { acme: { names: ['a.b'] }, tls: 5 },
    ]) {
      assert.notEqual(problemsOf([], { listen }), '', JSON.stringify(listen))
    }
  })
})

describe('the secret of an external account', () => {
  it('is never shown', () => {
    const eab = { keyId: 'kid-1', secret: 'c2VjcmV0LXNlY3JldA' }
    const config = load(['--domain', 'a.example.org'], { listen: { acme: { eab } } })
    assert.ok(!JSON.stringify(redactConfig(config)).includes(eab.secret))
  })
})
