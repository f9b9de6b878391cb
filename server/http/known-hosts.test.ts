import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createKnownHosts, isOwnHost } from './known-hosts.ts'

const settings = {
  announce: ['media.example.org', '203.0.113.7'],
  allowedHosts: ['Meet.Example.org.'],
  allowedOrigins: ['https://portal.example.net:8443'],
}

describe('createKnownHosts', () => {
  const isKnown = createKnownHosts(settings, 'Box.example.com')

  it('knows addresses, this machine, and what the settings name', () => {
    for (const host of [
      '192.168.1.20',
      '2001:db8::1',
      'localhost',
      'plenary.localhost',
      'box.example.com',
      'box',
      'box.local',
      'media.example.org',
      'meet.example.org',
      'portal.example.net',
    ]) {
      assert.equal(isKnown(host), true, host)
    }
  })

  it('knows no other name, however similar', () => {
    for (const host of [
      '',
      'evil.example',
      'localhost.evil.example',
      'meet.example.org.evil.example',
      'xmeet.example.org',
      'notlocalhost',
      '127.0.0.1.nip.example',
      '1.2.3',
      'box.evil.example',
    ]) {
      assert.equal(isKnown(host), false, host)
    }
  })
})

describe('isOwnHost', () => {
  it('is what leads to the machine from itself', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1', 'box', 'box.local']) {
      assert.equal(isOwnHost(host, 'box'), true, host)
    }
    for (const host of ['', 'meet.example.org', '203.0.113.7', '127.0.0.1.nip.example']) {
      assert.equal(isOwnHost(host, 'box'), false, host)
    }
  })
})
