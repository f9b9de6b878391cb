import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserFamily } from './browser-family.ts'

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'

test('tells the common browsers apart', () => {
  const agents = {
    chrome:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    edge: 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0',
    firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
    safari: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Version/19.0 Safari/605.1.15`,
    ios: `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${WEBKIT} CriOS/156.0 Mobile Safari/604.1`,
    android:
      'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile Safari/537.36',
    other: 'curl/8',
  }
  for (const [family, agent] of Object.entries(agents)) assert.equal(browserFamily(agent), family)
})

test('an iPad that calls itself a Mac is known by its touch points', () => {
  assert.equal(browserFamily(`Mozilla/5.0 (Macintosh) ${WEBKIT} Version/19.0 Safari/605.1.15`, 5), 'ios')
})
