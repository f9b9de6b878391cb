import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRequestTarget } from './request-target.ts'

const to = (
  headers: Record<string, string>,
  socket: { remoteAddress?: string; encrypted?: boolean } = { remoteAddress: '198.51.100.7' },
) => ({ headers, socket })

describe('createRequestTarget', () => {
  it('goes by the connection and its Host when no proxy is trusted, whatever headers say', () => {
    const targetOf = createRequestTarget(false)
    const lies = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
    assert.deepEqual(targetOf(to({ host: 'Meet.Example.ORG.:3000', ...lies })), {
      scheme: 'http',
      hostname: 'meet.example.org',
      host: 'meet.example.org.:3000',
    })
    assert.equal(targetOf(to({ host: 'a' }, { encrypted: true }))?.scheme, 'https')
    assert.equal(targetOf(to({ host: '[::1]:3000' }))?.hostname, '::1')
  })

  it('goes by what a trusted proxy wrote, which is the last entry', () => {
    const targetOf = createRequestTarget(['10.0.0.0/8'])
    const proxy = { remoteAddress: '::ffff:10.1.1.1' }
    const passed = { host: 'inner:3000', 'x-forwarded-host': 'evil.example, meet.example.org' }
    assert.deepEqual(targetOf(to({ ...passed, 'x-forwarded-proto': 'http, https' }, proxy)), {
      scheme: 'https',
      hostname: 'meet.example.org',
      host: 'meet.example.org',
    })
    assert.equal(targetOf(to({ host: 'meet.example.org' }, proxy))?.scheme, undefined)
    assert.equal(targetOf(to({ host: 'a', 'x-forwarded-proto': 'gopher' }, proxy))?.scheme, undefined)
  })

  it('finds none in what is no host', () => {
    const targetOf = createRequestTarget(false)
    for (const host of ['', 'a b', 'a/b', 'user@a', 'a:b', 'a:123456', '[::1', 'a?b', '%']) {
      assert.equal(targetOf(to({ host })), undefined, host)
    }
    assert.equal(targetOf(to({})), undefined)
  })
})
