import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { explain, type CurrentSettings } from './explain.ts'
import { loadConfig } from './load.ts'
import { printConfig } from './print.ts'
import { settings } from './settings.ts'

function current(argv: string[] = [], env: NodeJS.ProcessEnv = {}, text = ''): CurrentSettings {
  const result = loadConfig({ argv: ['--config', 'my.yaml', ...argv], env, readFile: () => text })
  assert.equal(result.action, 'run')
  return result
}

function textOf(key: string, now: CurrentSettings | undefined = current()): string {
  const answer = explain(key, now)
  assert.ok('text' in answer, JSON.stringify(answer))
  return answer.text
}

describe('explain', () => {
  it('tells everything about a setting, and who said what it is', () => {
    const text = textOf('listen.port', current([], {}, '\nlisten:\n  port: 8443\n'))
    const facts = [
      /^listen\.port\n {2}TCP port of pages/,
      /Type +whole number/,
      /Allowed +a whole number from 0 to 65535/,
      /Default +3000/,
      /Current +8443 \(from my\.yaml:3\)/,
      /Environment +PLENARY_LISTEN_PORT/,
      /Flag +--port <number>/,
      /In a file:\n {4}listen:\n {6}port: 3000/,
    ]
    for (const fact of facts) assert.match(text, fact)
    assert.match(textOf('PLENARY_LISTEN_PORT'), /Current +3000 \(default\)/)
    assert.match(textOf('--port', current(['--port', '1'])), /Current +1 \(from --port\)/)
    const env = { PLENARY_LISTEN_PORT: '2' }
    assert.match(textOf('listen.port', current([], env)), /Current +2 \(from PLENARY_LISTEN_PORT\)/)
    const answer = explain('listen.port', undefined)
    assert.match('text' in answer ? answer.text : '', /Current +unknown/)
  })

  it('knows every setting, in lines that fit a terminal', () => {
    const now = current()
    for (const { path, variable } of settings) {
      const text = textOf(path, now)
      assert.ok(text.includes(variable), path)
      for (const line of text.split('\n')) assert.ok(line.length <= 80 || !/\S \S/.test(line.trim()), line)
    }
  })

  it('lists a section, what stands in entries of a list, and all sections', () => {
    const section = textOf('listen')
    for (const { path } of settings.filter((one) => one.path.startsWith('listen.')))
      assert.ok(section.includes(`\n  ${path} = `), path)
    assert.match(textOf('access.tokens'), /Keys of each entry:\n {4}issuer: /)
    for (const key of ['access.tokens.issuer', 'access.tokens[0].issuer', 'access.tokens[].issuer'])
      assert.match(textOf(key), /Belongs to +each entry of access\.tokens/)
    assert.match(textOf(''), /\n {2}listen +Where the server listens/)
  })

  it('names the nearest for what is mistyped, misplaced or renamed', () => {
    const problem = (key: string): string => {
      const answer = explain(key, undefined)
      return 'problem' in answer ? answer.problem : ''
    }
    assert.match(problem('listen.prot'), /Did you mean listen\.port\?/)
    assert.match(problem('rooms.max-participant'), /Did you mean rooms\.maxParticipants\?/)
    assert.match(problem('prot'), /Did you mean listen\.port\?/)
    assert.match(problem('roms'), /Did you mean rooms\?/)
    assert.match(problem('listen.trustproxy'), /Did you mean listen\.trustProxy\?/)
    assert.match(problem('__proto__'), /There is no setting __proto__/)
    assert.match(problem('x'.repeat(100_000)), /^There is no setting x{64}…/)
    assert.match(textOf('limits.maxParticipants'), /^limits\.maxSeats/)
  })
})

describe('printConfig', () => {
  it('prints settings that give the same server again, each with where it came from', () => {
    const text = '\nlisten:\n  port: 8443\n  announce: [ a.example ]\nlog: { level: debug }\n'
    const now = current(['--media-port', '5000'], { PLENARY_VIDEO_MAX_TILES: '4' }, text)
    const printed = printConfig(now)
    for (const line of [
      '  port: 8443  # my.yaml:3',
      '  announce: [ a.example ]  # my.yaml:4',
      '  level: debug  # my.yaml:5',
      '  port: 5000  # --media-port',
      '  maxTiles: 4  # PLENARY_VIDEO_MAX_TILES',
      '  host: 0.0.0.0  # default',
    ])
      assert.ok(printed.includes(`\n${line}\n`), line)
    assert.deepEqual(current([], {}, printed).config, now.config)
  })

  it('leaves secrets out, and what holds one', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const env = {
      PLENARY_METRICS_TOKEN: 'hunter2hunter2hunter2',
      PLENARY_MEDIA_ICE_SERVERS: '[{"urls":["turn:t.example"],"username":"u","credential":"hunter2"}]',
      PLENARY_WEBHOOKS_RECEIVERS: `[{"url":"https://b.example/?key=hunter2","secret":"${secret}"}]`,
      PLENARY_ACCESS_OIDC_CLIENT_SECRET: 'hunter2',
      PLENARY_ACCESS_OIDC_CLIENT_ID: 'plenary',
      PLENARY_ACCESS_OIDC_ISSUER: 'https://sso.example/',
      PLENARY_ACCESS_TOKENS: JSON.stringify([{ issuer: 'a', secret: 'hunter2'.repeat(10) }]),
    }
    const now = current([], env)
    const printed = printConfig(now)
    assert.doesNotMatch(printed, /hunter2|whsec_\w/)
    assert.doesNotThrow(() => parse(printed) as unknown)
    assert.match(printed, /\n {2}# token: \[redacted\] {2}# PLENARY_METRICS_TOKEN\n/)
    for (const { path } of settings) assert.doesNotMatch(textOf(path, now), /hunter2|whsec_\w/)
    for (const key of ['metrics', 'access', 'webhooks', 'media'])
      assert.doesNotMatch(textOf(key, now), /hunter2|whsec_\w/)
  })
})
