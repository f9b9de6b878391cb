import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { configSchema } from '../config/schema.ts'
import { createMetricsAccess } from './metrics-access.ts'

const TOKEN = 'correct-horse-battery'

function setUp(metrics: object = {}, trustProxy: false | string[] = false) {
  const mayRead = createMetricsAccess(configSchema.parse({ metrics }).metrics, trustProxy)
  return (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
    mayRead({ headers: { host: 'localhost:3000', ...headers }, socket: { remoteAddress } })
}

describe('createMetricsAccess', () => {
  it('lets programs of this machine in, and nobody else', () => {
    const mayRead = setUp()
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.8.8']) {
      assert.equal(mayRead(address), true, address)
    }
    for (const address of ['192.168.1.20', '2001:db8::1', '::ffff:10.0.0.1', '', undefined]) {
      assert.equal(mayRead(address), false, address)
    }
  })

  it('does not take everybody behind a proxy of this machine for this machine', () => {
    for (const trustProxy of [false, ['127.0.0.1', '::1']] as const) {
      const mayRead = setUp({}, trustProxy === false ? false : [...trustProxy])
      for (const headers of [
        { 'x-forwarded-for': '203.0.113.9' },
        { 'x-forwarded-for': '127.0.0.1, 203.0.113.9' },
        { 'x-forwarded-for': '127.0.0.1' },
        { 'x-forwarded-for': 'unknown' },
        { 'x-forwarded-for': '' },
        { 'x-forwarded-proto': 'https' },
        { 'x-forwarded-host': 'localhost' },
        { 'x-real-ip': '127.0.0.1' },
        { forwarded: 'for=127.0.0.1' },
        { via: '1.1 proxy' },
        { host: 'meet.example.org' },
        { host: '203.0.113.7' },
        { host: '' },
      ]) {
        assert.equal(mayRead('127.0.0.1', headers), false, JSON.stringify([trustProxy, headers]))
      }
    }
  })

  it('goes by the address of the client behind a trusted proxy', () => {
    const mayRead = setUp({ allow: ['10.9.0.0/16', '10.1.1.1'] }, ['10.1.1.1'])
    assert.equal(mayRead('10.1.1.1', { 'x-forwarded-for': '10.9.3.3', host: 'meet.example.org' }), true)
    assert.equal(mayRead('10.1.1.1', { 'x-forwarded-for': '10.9.3.3, 203.0.113.9' }), false)
    assert.equal(
      mayRead('10.1.1.1', { 'x-forwarded-for': 'unknown' }),
      false,
      'the proxy itself is not asked for',
    )
    assert.equal(mayRead('10.1.1.1'), true)
    assert.equal(mayRead('127.0.0.1'), false, 'the list replaces the default')
  })

  it('lets everybody in who has the token, and nobody who has less', () => {
    const mayRead = setUp({ allow: [], token: TOKEN })
    const withHeader = (authorization: string) => mayRead('203.0.113.9', { authorization, via: 'x' })
    assert.equal(withHeader(`Bearer ${TOKEN}`), true)
    assert.equal(withHeader(`bearer  ${TOKEN}`), true)
    for (const header of [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      TOKEN,
      `Basic ${TOKEN}`,
    ]) {
      assert.equal(withHeader(header), false, header)
    }
    assert.equal(setUp({ allow: [] })('127.0.0.1', { authorization: 'Bearer undefined' }), false)
  })
})
