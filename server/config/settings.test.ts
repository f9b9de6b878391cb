import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FLAGS } from './flags.ts'
import { loadConfig } from './load.ts'
import { redactConfig } from './redact.ts'
import { configSchema, defaultConfig } from './schema.ts'
import { describeAllowed, findNode, settings } from './settings.ts'
import { workerCount } from './workers.ts'

describe('settings', () => {
  it('name each leaf once, with an environment variable of its own', () => {
    assert.equal(new Set(settings.map(({ path }) => path)).size, settings.length)
    assert.equal(new Set(settings.map(({ variable }) => variable)).size, settings.length)
    const camera = settings.find(({ path }) => path === 'media.bitrates.camera')
    assert.equal(camera?.variable, 'PLENARY_MEDIA_BITRATES_CAMERA')
    const initial = settings.find(({ path }) => path === 'media.initialOutgoingBitrate')
    assert.equal(initial?.variable, 'PLENARY_MEDIA_INITIAL_OUTGOING_BITRATE')
  })

  it('each have a description and say what is allowed', () => {
    for (const { path, node } of settings) {
      assert.match(node.description ?? '', /[.:]$/, `${path} needs a description in sentences`)
      assert.notEqual(describeAllowed(node), '')
    }
  })

  it('have defaults that the sections agree on', () => {
    const config = defaultConfig() as unknown as Record<string, unknown>
    for (const { path, node } of settings) {
      let value: unknown = config
      for (const key of path.split('.')) value = (value as Record<string, unknown>)[key]
      assert.deepEqual(value, node.default, path)
    }
  })

  it('can each be set through their environment variable to their default', () => {
    for (const { variable, node, path } of settings) {
      if (node.default === undefined) continue
      const isList = Array.isArray(node.default)
      const text = typeof node.default === 'string' ? node.default : JSON.stringify(node.default)
      if (isList && node.items?.type !== 'object') continue
      const result = loadConfig({ argv: [], env: { [variable]: text }, readFile: () => '' })
      assert.equal(result.action, 'run', path)
      assert.deepEqual(result.config, defaultConfig(), path)
    }
  })

  it('exist for every flag that names one', () => {
    for (const { path } of FLAGS) {
      if (path !== undefined) assert.ok(findNode(path.split('.')), path)
    }
  })
})

describe('redactConfig', () => {
  it('hides the passwords of relays and leaves the original alone', () => {
    const config = defaultConfig()
    config.media.iceServers = [{ urls: ['turn:a'], username: 'u', credential: 'hush' }, { urls: ['stun:b'] }]
    assert.doesNotMatch(JSON.stringify(redactConfig(config)), /hush/)
    assert.equal(config.media.iceServers[0]?.credential, 'hush')
    assert.deepEqual(redactConfig(defaultConfig()), defaultConfig())
  })

  it('hides the token of the metrics, and adds none', () => {
    const config = defaultConfig()
    assert.equal(redactConfig(config).metrics.token, undefined)
    config.metrics.token = 'correct-horse-battery'
    assert.doesNotMatch(JSON.stringify(redactConfig(config)), /horse/)
    assert.equal(config.metrics.token, 'correct-horse-battery')
  })
})

describe('secrets of webhooks', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const url = 'https://board.example/hook?key=hush'

  it('stand in no log', () => {
    const receivers = [{ url, secret, previousSecret: secret }]
    const text = JSON.stringify(redactConfig(configSchema.parse({ webhooks: { receivers } })))
    assert.doesNotMatch(text, /hush|whsec_/)
    assert.match(text, /board\.example/)
  })

  it('stand in no sentence about a mistake, wherever it is', () => {
    const env = (text: string) => ({
      argv: [],
      env: { PLENARY_WEBHOOKS_RECEIVERS: text },
      readFile: () => '',
    })
    const mistakes = [
      `[{"url":"${url}","secret":"${secret}","nmae":"x"}]`,
      `[{"url":"https://b.example/","secret":"${secret.slice(0, 20)}"}]`,
      `[{"secret":"${secret}","url":"https://b.example/"}`,
      `{"secret":"${secret}"}`,
      `[["${secret}"]]`,
      `[{"url":"ftp://b.example/","secret":"${secret}"}]`,
      `[{"url":"http://b.example/","secret":"${secret}"}]`,
      `[{"url":"https://b.example/","secret":"${secret}"},{"url":"https://b.example/x","secret":"${secret}"}]`,
    ]
    for (const text of mistakes)
      assert.throws(
        () => loadConfig(env(text)),
        ({ message }: Error) => /webhooks\.receivers/.test(message) && !message.includes('whsec_BwcH'),
        text,
      )
  })
})

describe('workerCount', () => {
  it('is one per core, at most 64, unless it is given', () => {
    assert.equal(workerCount('auto', 2), 2)
    assert.equal(workerCount('auto', 200), 64)
    assert.equal(workerCount(3, 2), 3)
  })
})
