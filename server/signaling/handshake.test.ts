import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { it } from 'node:test'
import { isAllowedPage } from './handshake.ts'

it('lets pages in whose origin is the host of the request, the usual port said or not', () => {
  const cases: [headers: IncomingHttpHeaders, allowed: boolean][] = [
    [{ origin: 'https://meet.example', host: 'meet.example' }, true],
    [{ origin: 'https://meet.example', host: 'Meet.Example:443' }, true],
    [{ origin: 'http://meet.example', host: 'meet.example:80' }, true],
    [{ origin: 'https://meet.example:8443', host: 'meet.example:8443' }, true],
    [{ origin: 'https://meet.example', host: 'meet.example:80' }, false],
    [{ origin: 'https://meet.example:8443', host: 'meet.example' }, false],
    [{ origin: 'https://evil.example', host: 'meet.example' }, false],
    [{ origin: 'https://meet.example', host: 'x@meet.example' }, false],
    [{ origin: 'https://meet.example' }, false],
    [{ origin: 'null', host: 'meet.example' }, false],
    [{ origin: '', host: '' }, false],
  ]
  for (const [headers, allowed] of cases)
    assert.equal(isAllowedPage(headers, []), allowed, JSON.stringify(headers))
})

it('believes the browser that a request without an origin comes from another site', () => {
  for (const [site, allowed] of [
    ['same-origin', true],
    ['none', true],
    ['same-site', false],
    ['cross-site', false],
    ['nonsense', false],
  ] as const) {
    assert.equal(isAllowedPage({ host: 'meet.example', 'sec-fetch-site': site }, []), allowed, site)
  }
  assert.ok(isAllowedPage({ host: 'meet.example' }, []), 'a program')
})

it('lets pages of the origins in that the operator names', () => {
  const headers = { origin: 'https://friend.example', host: '127.0.0.1:3000', 'sec-fetch-site': 'cross-site' }
  assert.ok(isAllowedPage(headers, ['https://friend.example']))
})
