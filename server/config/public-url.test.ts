import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isPublicUrl, publicAddress } from './public-url.ts'
import { configSchema } from './schema.ts'

describe('a public address', () => {
  it('is an address of pages, with a plain path at most', () => {
    for (const good of [
      'https://example.org',
      'https://example.org/',
      'https://example.org/meet',
      'https://example.org:8443/a/b-c_d.e/',
      'http://192.0.2.1:3000/meet',
      'https://[2001:db8::1]/meet',
    ]) {
      assert.ok(isPublicUrl(good), good)
    }
    for (const bad of [
      '',
      'example.org/meet',
      '/meet',
      'ftp://example.org',
      'javascript:alert(1)',
      'https://user:secret@example.org/',
      'https://example.org/?',
      'https://example.org/meet?room=1',
      'https://example.org/meet#x',
      'https://example.org/a"b',
      'https://example.org/a%2fb',
      'https://example.org//meet',
      'https://example.org/r',
      'https://example.org/assets/x',
      'https://example.org/socket.io',
    ]) {
      assert.ok(!isPublicUrl(bad), bad)
    }
  })

  it('gives an origin, a prefix and a start page', () => {
    assert.equal(publicAddress(undefined), undefined)
    for (const url of ['https://Example.org:443/meet', 'https://example.org/meet/']) {
      assert.deepEqual(publicAddress(url), {
        href: 'https://example.org/meet/',
        origin: 'https://example.org',
        prefix: '/meet',
      })
    }
    assert.deepEqual(publicAddress('http://example.org'), {
      href: 'http://example.org/',
      origin: 'http://example.org',
      prefix: '',
    })
  })

  it('is refused with an example when it is none', () => {
    const { error } = configSchema.safeParse({ listen: { publicUrl: 'example.org' } })
    assert.deepEqual(error?.issues[0]?.path, ['listen', 'publicUrl'])
  })
})
