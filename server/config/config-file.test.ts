import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readConfigFile } from './config-file.ts'
import { ConfigError, loadConfig } from './load.ts'

const read = (text: string) => readConfigFile('my.yaml', () => text)

/** What the whole loader says of a file. */
function problemsOf(text: string): string[] {
  try {
    loadConfig({ argv: ['--config', 'my.yaml'], env: {}, readFile: () => text })
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return [...error.problems]
  }
}

describe('a file with settings', () => {
  it('knows the line of every key and entry, and of the nearest thing around others', () => {
    const file = read('# one\nlisten:\n  port: 1\n  announce:\n    - a.example\n    - b.example\n')
    assert.equal(file.placeOf(['listen']), 'my.yaml:2')
    assert.equal(file.placeOf(['listen', 'port']), 'my.yaml:3')
    assert.equal(file.placeOf(['listen', 'announce', 1]), 'my.yaml:6')
    assert.equal(file.placeOf(['listen', 'tls', 'mode']), 'my.yaml:2')
    assert.equal(file.placeOf(['media']), undefined)
  })

  it('may have Windows line ends, a byte order mark, and anchors', () => {
    const text = '\ufeffmedia: &m\r\n  workers: 2\r\nlisten:\r\n  port: many\r\n'
    assert.match(problemsOf(text).join(), /^my\.yaml:4: listen\.port: must be a whole number/)
    const shared = 'limits:\n  maxSeats: &n 100\nrooms:\n  maxParticipants: *n\n'
    assert.deepEqual(problemsOf(shared), [])
  })

  it('is refused with its line and what to do when it is no YAML', () => {
    const cases: [string, RegExp][] = [
      ['listen:\n\tport: 1\n', /^my\.yaml:2: a tab stands where only spaces may/],
      ['listen:\n  port: 1\n  host: 0.0.0.0\n  port: 2\n', /^my\.yaml:4: this key stands twice/],
      ['listen:\n  port: 1\nlisten:\n', /^my\.yaml:3: this key stands twice/],
      ['log:\n  level: "info\n', /^my\.yaml:\d: a quotation mark, a bracket/],
      ['- 1\n', /^my\.yaml: must hold sections such as "listen:".*holds a list/],
      ['a: &a\n  b: *a\n', /^my\.yaml: an alias/],
      ['[1]: 2\n', /^my\.yaml:1: a key is one word/],
      ['a: 1\n---\nb: 1\n', /^my\.yaml:2: a line "---"/],
      [`a: ${'['.repeat(20_000)}`, /^my\.yaml:1: too many levels/],
    ]
    for (const [text, pattern] of cases) assert.match(problemsOf(text)[0] ?? '', pattern)
  })

  it('costs little, whatever stands in it', () => {
    const laughs = Array.from({ length: 40 }, (_, index) =>
      index === 0 ? 'a0: &a0 [x, x]' : `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`,
    )
    assert.match(problemsOf(laughs.join('\n')).join(), /too many of them/)
    // A search of every key among all others takes a minute for as many.
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`)
    const before = process.cpuUsage().user
    const problems = problemsOf(keys.join('\n'))
    assert.ok(process.cpuUsage().user - before < 10_000_000)
    assert.equal(problems.length, 51)
    assert.match(problems.at(-1) ?? '', /and 19950 more/)
  })

  it('names keys of every script, and none of the prototype', () => {
    assert.match(
      problemsOf('설정:\n  포트: 1\n').join(),
      /^my\.yaml:1: 설정: unknown key\. Known here: listen/,
    )
    const text = problemsOf('__proto__: { polluted: 1 }\nlisten: { constructor: 1, toString: 2 }\n').join(
      '\n',
    )
    for (const key of ['__proto__', 'listen.constructor', 'listen.toString'])
      assert.match(text, new RegExp(`my\\.yaml:\\d: ${key}: unknown key`))
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  })

  it('says that a number in quotation marks is text', () => {
    assert.deepEqual(problemsOf('listen:\n  port: "3000"\n'), [
      'my.yaml:2: listen.port: must be a whole number from 0 to 65535 (it is "3000"; remove the quotation marks)',
    ])
  })
})

it('no mistake in a file makes a message with a secret in it', () => {
  const texts = [
    'metrics:\n  token: hunter2\n',
    'metrics:\n  token:hunter2\n',
    'metrics:\n  token:hunter2\n  allow: []\n',
    'metrics: { token:hunter2 }\n',
    'metrics:\n  token: *hunter2\n',
    'metrics:\n  token: !hunter2 x\n',
    'metrics:\n  token: @hunter2\n',
    'metrics:\n  token: "hunter2\n',
    'metrics:\n  token: [hunter2]\n',
    'metrics:\n  token: { hunter2: 1 }\n',
    'metrics:\n  tokn=hunter2: 1\n',
    'token:hunter2\n',
    '- hunter2\n',
    '%hunter2\n---\n',
    'listen:\n  publicUrl: https://me:hunter2@meet.example/\n',
    'webhooks:\n  receivers:\n    - url: ftp://a.example/\n      secret: hunter2\n',
    'webhooks:\n  receivers:\n    - url: "http://a.example/?key=hunter2"\n',
    'media:\n  iceServers:\n    - urls: turn:x\n      credential: hunter2\n',
    'access:\n  tokens:\n    - { issuer: a, secret: hunter2 }\n',
    'access:\n  oidc:\n    clientSecret: [hunter2]\n',
  ]
  for (const text of texts) {
    const problems = problemsOf(text)
    assert.notEqual(problems.length, 0, text)
    assert.doesNotMatch(problems.join('\n'), /hunter2/, text)
  }
})
