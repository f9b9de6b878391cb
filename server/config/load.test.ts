import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, loadConfig } from './load.ts'
import { defaultConfig, type Config } from './schema.ts'

interface Given {
  argv?: string[]
  env?: NodeJS.ProcessEnv
  files?: Record<string, string>
}

function load({ argv = [], env = {}, files = {} }: Given) {
  return loadConfig({
    argv,
    env,
    readFile: (path) => {
      const text = files[path]
      if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
      return text
    },
  })
}

function settingsOf(given: Given): Config {
  const result = load(given)
  assert.equal(result.action, 'run')
  return result.config
}

function problemsOf(given: Given): readonly string[] {
  try {
    load(given)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
  return assert.fail('the settings were accepted')
}

describe('loadConfig', () => {
  it('starts with the defaults when nothing is given', () => {
    assert.deepEqual(settingsOf({}), defaultConfig())
  })

  it('tells a host that somebody chose from the default, also when both are the same', () => {
    const isDefault = (given: Given): unknown => {
      const result = load(given)
      return result.action === 'run' && result.hostIsDefault
    }
    assert.equal(isDefault({}), true)
    assert.equal(isDefault({ argv: ['--port', '4000'] }), true)
    assert.equal(isDefault({ argv: ['--host', '0.0.0.0'] }), false)
    assert.equal(isDefault({ env: { PLENARY_LISTEN_HOST: '0.0.0.0' } }), false)
    const files = { 'a.yaml': 'listen: { host: 0.0.0.0 }', 'b.yaml': 'listen:\n' }
    assert.equal(isDefault({ files, argv: ['--config', 'a.yaml'] }), false)
    assert.equal(isDefault({ files, argv: ['--config', 'b.yaml'] }), true)
  })

  it('prefers flags to environment to file to defaults', () => {
    const files = { 'a.yaml': 'listen: { port: 1001, host: 10.0.0.1 }\nlog: { level: warn }\n' }
    const env = { PLENARY_CONFIG: 'a.yaml', PLENARY_LISTEN_PORT: '1002', PLENARY_LISTEN_HOST: '10.0.0.2' }
    const config = settingsOf({ files, env, argv: ['--port', '1003'] })
    assert.equal(config.listen.port, 1003)
    assert.equal(config.listen.host, '10.0.0.2')
    assert.equal(config.log.level, 'warn')
    assert.equal(config.media.port, 40_000)
  })

  it('prefers --config to PLENARY_CONFIG', () => {
    const files = { 'a.yaml': 'video: { maxTiles: 4 }', 'b.yaml': 'video: { maxTiles: 9 }' }
    const config = settingsOf({ files, env: { PLENARY_CONFIG: 'a.yaml' }, argv: ['--config=b.yaml'] })
    assert.equal(config.video.maxTiles, 9)
  })

  it('reads every kind of value from the environment', () => {
    const config = settingsOf({
      env: {
        PLENARY_MEDIA_WORKERS: '2',
        PLENARY_MEDIA_BITRATES_CAMERA: '500000',
        PLENARY_ROOMS_PREVIEW_NAMES: 'true',
        PLENARY_ROOMS_RESUME_GRACE_SECONDS: '2.5',
        PLENARY_SPEAKERS_THRESHOLD_DBOV: '-60',
        PLENARY_LISTEN_TRUST_PROXY: '10.0.0.0/8, 127.0.0.1',
        PLENARY_LISTEN_ANNOUNCE: 'meet.example.org',
        PLENARY_MEDIA_ICE_SERVERS: '[{"urls":["turn:t.example:3478"],"username":"u","credential":"c"}]',
        PLENARY_LOG_LEVEL: '',
      },
    })
    assert.equal(config.media.workers, 2)
    assert.equal(config.media.bitrates.camera, 500_000)
    assert.equal(config.media.bitrates.screen, 3_000_000)
    assert.equal(config.rooms.previewNames, true)
    assert.equal(config.rooms.resumeGraceSeconds, 2.5)
    assert.equal(config.speakers.thresholdDbov, -60)
    assert.deepEqual(config.listen.trustProxy, ['10.0.0.0/8', '127.0.0.1'])
    assert.deepEqual(config.listen.announce, ['meet.example.org'])
    assert.deepEqual(config.media.iceServers, [
      { urls: ['turn:t.example:3478'], username: 'u', credential: 'c' },
    ])
    assert.equal(config.log.level, 'info', 'an empty variable counts as not set')
  })

  it('collects repeated and comma-separated --announce', () => {
    const config = settingsOf({ argv: ['--announce', '198.51.100.1,2001:db8::1', '--announce', 'a.example'] })
    assert.deepEqual(config.listen.announce, ['198.51.100.1', '2001:db8::1', 'a.example'])
  })

  it('takes a section without keys as one with the defaults', () => {
    const files = { 'a.yaml': 'listen:\n  # port: 1\n  tls:\nmedia:\n' }
    assert.deepEqual(settingsOf({ files, argv: ['--config', 'a.yaml'] }), defaultConfig())
    assert.deepEqual(
      settingsOf({ files: { 'a.yaml': '# nothing\n' }, argv: ['--config', 'a.yaml'] }),
      defaultConfig(),
    )
  })

  it('ignores variables of other programs and of the set-up', () => {
    assert.deepEqual(settingsOf({ env: { PORT: '1', PLENARY_CACHE_DIR: '/tmp/x' } }), defaultConfig())
  })

  it('answers --help and --version without looking at settings', () => {
    const help = load({ argv: ['--help'], env: { PLENARY_NONSENSE: '1' } })
    assert.equal(help.action, 'help')
    assert.match(help.text, /--media-port <number>/)
    assert.equal(load({ argv: ['--version'] }).action, 'version')
  })
})

describe('loadConfig refuses', () => {
  it('every mistake at once, each with its source, its path and what is allowed', () => {
    const files = { 'a.yaml': 'listen: { hst: 1 }\nroms: {}\nchat: { burst: 0 }\n' }
    const problems = problemsOf({
      files,
      env: { PLENARY_CONFIG: 'a.yaml', PLENARY_LISTEN_PROT: '1', PLENARY_MEDIA_WORKERS: '65' },
      argv: ['--port', 'many', '--colour', '--workers'],
    })
    const expected = [
      /^--colour is not known\. Known flags: --port, /,
      /^--workers needs a value/,
      /^PLENARY_LISTEN_PROT is not a known environment variable\. Did you mean PLENARY_LISTEN_PORT\? Known: .*PLENARY_LISTEN_PORT/,
      /^--port: listen\.port: must be a whole number from 0 to 65535 \(it is "many"\)$/,
      /^PLENARY_MEDIA_WORKERS: media\.workers: must be "auto" or a whole number from 1 to 64 \(it is 65\)$/,
      /^a\.yaml:1: listen\.hst: unknown key\. Did you mean listen\.host\? Known here: host, port, /,
      /^a\.yaml:2: roms: unknown key\. Did you mean rooms\? Known here: listen, media, /,
      /^a\.yaml:3: chat\.burst: must be a whole number from 1 to 10000 \(it is 0\)$/,
    ]
    for (const pattern of expected) {
      assert.ok(
        problems.some((line) => pattern.test(line)),
        `${String(pattern)} in\n${problems.join('\n')}`,
      )
    }
    assert.equal(problems.length, expected.length, problems.join('\n'))
    assert.ok(problems.every((line) => !line.includes('\n')))
  })

  it('a setting under its former name, and names the new one', () => {
    const files = { 'a.yaml': 'limits: { maxParticipants: 10 }\n' }
    assert.deepEqual(problemsOf({ files, argv: ['--config', 'a.yaml'] }), [
      'a.yaml:1: limits.maxParticipants: this key is called limits.maxSeats now.',
    ])
    assert.deepEqual(problemsOf({ env: { PLENARY_LIMITS_MAX_PARTICIPANTS: '10' } }), [
      'PLENARY_LIMITS_MAX_PARTICIPANTS is called PLENARY_LIMITS_MAX_SEATS now.',
    ])
    assert.equal(settingsOf({ env: { PLENARY_LIMITS_MAX_SEATS: '10' } }).limits.maxSeats, 10)
  })

  it('a file that is missing, broken or no mapping', () => {
    assert.match(problemsOf({ argv: ['--config', 'gone.yaml'] }).join(), /gone\.yaml: there is no such file/)
    const broken = { 'a.yaml': 'listen:\n  port: 1\n  port: 2\n' }
    assert.match(
      problemsOf({ files: broken, argv: ['--config', 'a.yaml'] }).join(),
      /^a\.yaml:3: this key stands twice/,
    )
    const list = { 'a.yaml': '- 1\n' }
    assert.match(problemsOf({ files: list, argv: ['--config', 'a.yaml'] }).join(), /must hold sections/)
  })

  it('a section that is no section, even when a flag sets a key in it', () => {
    const files = { 'a.yaml': 'listen: 5\n' }
    const problems = problemsOf({ files, argv: ['--config', 'a.yaml', '--port', '80'] })
    assert.match(problems.join(), /^a\.yaml:1: listen: must be a section with the keys host, port/)
  })

  it('settings that contradict each other', () => {
    const cases: [string[], RegExp][] = [
      [['--tls', 'files'], /listen\.tls\.certFile: is needed/],
      [['--port', '40000'], /--port: listen\.port: must lie outside the media ports 40000/],
    ]
    for (const [argv, pattern] of cases) assert.match(problemsOf({ argv }).join(), pattern)
    const env = { PLENARY_MEDIA_MAX_INCOMING_BITRATE: '100000', PLENARY_AUDIO_LOUDEST_SPEAKERS: '9' }
    const text = problemsOf({ env }).join('\n')
    assert.match(text, /media\.maxIncomingBitrate: must be at least 5240000/)
    assert.match(text, /audio\.loudestSpeakers: must be at most 8/)
  })

  it('addresses, ranges, origins and URLs that are none', () => {
    const text = problemsOf({
      argv: ['--host', 'meet.example.org', '--announce', '300.1.1.1'],
      env: {
        PLENARY_LISTEN_TRUST_PROXY: '10.0.0.0/33',
        PLENARY_LISTEN_ALLOWED_ORIGINS: 'https://a.example/path',
        PLENARY_MEDIA_ICE_SERVERS: '[{"urls":["http://a"],"credential":"hush"}]',
      },
    }).join('\n')
    assert.match(text, /listen\.host: must be an IP address of this machine/)
    assert.match(text, /listen\.announce\[0\]: must be an IP address or a host name \(it is "300\.1\.1\.1"\)/)
    assert.match(text, /listen\.trustProxy\[0\]: must be .* range such as/)
    assert.match(text, /listen\.allowedOrigins\[0\]: must be an origin/)
    assert.match(text, /media\.iceServers\[0\]\.urls\[0\]: must be a URL such as/)
    assert.doesNotMatch(text, /hush/)
  })

  it('keys that would reach into the prototype', () => {
    const files = { 'a.yaml': '__proto__: { polluted: 1 }\nconstructor: 1\n' }
    const text = problemsOf({ files, argv: ['--config', 'a.yaml'] }).join('\n')
    assert.match(text, /__proto__: unknown key/)
    assert.match(text, /constructor: unknown key/)
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  })

  it('says what is wrong with a token or a host name, and never shows the token', () => {
    const env = { PLENARY_METRICS_TOKEN: 'short secret', PLENARY_LISTEN_ALLOWED_HOSTS: 'meet.lan:3000' }
    const [hosts = '', token = ''] = problemsOf({ env }).toSorted()
    assert.match(hosts, /allowedHosts\[0\]: must be a host name .* without a port/)
    assert.match(token, /METRICS_TOKEN: metrics\.token: must be 16 to 512/)
    assert.doesNotMatch(token, /short secret/)
  })
})
