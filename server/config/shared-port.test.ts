import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { configSchema } from './schema.ts'
import { guestPort, sharesPort } from './shared-port.ts'

const shares = (listen: object): boolean => sharesPort(configSchema.parse({ listen }).listen)

describe('sharesPort', () => {
  it('shares where guests reach the port of the pages themselves, unless somebody decided', () => {
    assert.equal(shares({}), true)
    assert.equal(shares({ host: '203.0.113.1' }), true)
    assert.equal(shares({ host: '::' }), true)
    for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
      assert.equal(shares({ host }), false, host)
    assert.equal(shares({ trustProxy: ['10.0.0.1'] }), false)
    assert.equal(shares({ trustProxy: ['10.0.0.1'], singlePort: 'on' }), true)
    assert.equal(shares({ host: '127.0.0.1', singlePort: 'on' }), true)
    assert.equal(shares({ singlePort: 'off' }), false)
    // A proxy that is not trusted yet, or a tunnel, which brings its address as such.
    const publicUrl = 'https://meet.example.org'
    assert.equal(shares({ publicUrl }), false)
    assert.equal(shares({ publicUrl, tls: { mode: 'self-signed' } }), true)
  })
})

describe('guestPort', () => {
  it('is the port that guests type, or leave out', () => {
    assert.equal(guestPort({ publicUrl: undefined }, 3000), 3000)
    assert.equal(guestPort({ publicUrl: 'https://meet.example.org' }, 3000), 443)
    assert.equal(guestPort({ publicUrl: 'http://meet.example.org/below' }, 3000), 80)
    assert.equal(guestPort({ publicUrl: 'https://meet.example.org:8443' }, 3000), 8443)
  })
})

describe('turn', () => {
  const problemsOf = (listen: object, turn: object): string[] => {
    const { error } = configSchema.safeParse({ listen, turn })
    return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
  }

  it('needs guests at the port of the pages, and one secret', () => {
    const secret = 'x'.repeat(16)
    assert.deepEqual(problemsOf({}, { secret }), [])
    assert.match(
      problemsOf({ singlePort: 'off' }, { secret }).join(),
      /^turn\.secret: .*listen\.singlePort to "on"$/,
    )
    assert.match(problemsOf({ host: '127.0.0.1' }, { secretFile: 'file' }).join(), /^turn\.secretFile: needs/)
    assert.match(problemsOf({}, { secret, secretFile: 'file' }).join(), /^turn\.secretFile: has no effect/)
    assert.equal(problemsOf({}, { secret: 'short' }).length, 1)
  })
})
