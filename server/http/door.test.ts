import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { configSchema } from '../config/schema.ts'
import { createLogger } from '../observability/logger.ts'
import { RefusalLog } from '../observability/refusal-log.ts'
import { Door } from './door.ts'

interface Asked {
  host?: string
  origin?: string
  site?: string
  proto?: string
  from?: string
  encrypted?: boolean
}

function setUp(listen: object = {}) {
  const lines: Record<string, unknown>[] = []
  const logger = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  )
  const door = new Door({ listen: configSchema.parse({ listen }).listen, refusals: new RefusalLog(logger) })
  const request = ({ host, origin, site, proto, from = '198.51.100.7', encrypted = false }: Asked) => ({
    headers: {
      ...(host === undefined ? {} : { host }),
      ...(origin === undefined ? {} : { origin }),
      ...(site === undefined ? {} : { 'sec-fetch-site': site }),
      ...(proto === undefined ? {} : { 'x-forwarded-proto': proto }),
    },
    socket: { remoteAddress: from, encrypted },
  })
  return {
    lines,
    admits: (asked: Asked) => door.refusalOf(request(asked)) === undefined,
    refusalOf: (asked: Asked) => door.refusalOf(request(asked)),
    isForThisHost: (asked: Asked) => door.isForThisHost(request(asked)),
  }
}

describe('Door', () => {
  it('lets nobody in under a name that anybody may point here, and says in the log which setting would', () => {
    const { isForThisHost, admits, lines } = setUp()
    const rebound = { host: 'evil.example:3000', origin: 'http://evil.example:3000' }
    assert.equal(isForThisHost(rebound), false)
    assert.equal(admits(rebound), false)
    assert.equal(admits({ host: 'evil.example:3000' }), false, 'without an Origin too')
    assert.equal(isForThisHost({}), false)
    assert.equal(lines.length, 1)
    assert.match(String(lines[0]?.msg), /listen\.allowedHosts/)
    assert.equal(lines[0]?.host, 'evil.example:3000')
  })

  it('works by address in a local network, by a given name, and over HTTPS by any name', () => {
    const lan = { host: '192.168.1.20:3000', origin: 'http://192.168.1.20:3000' }
    assert.equal(setUp().admits(lan), true)
    const named = { host: 'meet.lan:3000', origin: 'http://meet.lan:3000' }
    assert.equal(setUp().admits(named), false)
    assert.equal(setUp({ allowedHosts: ['meet.lan'] }).admits(named), true)
    const secure = { host: 'meet.example.org', origin: 'https://meet.example.org', encrypted: true }
    assert.equal(setUp().admits(secure), true)
  })

  it('works behind a trusted proxy that says HTTPS, or that says nothing', () => {
    const listen = { trustProxy: ['127.0.0.1'] }
    const page = { host: 'meet.example.org', origin: 'https://meet.example.org', from: '127.0.0.1' }
    assert.equal(setUp(listen).admits({ ...page, proto: 'https' }), true)
    assert.equal(setUp(listen).admits(page), true)
    assert.equal(setUp(listen).admits({ ...page, proto: 'http' }), false, 'plain HTTP by an unknown name')
    assert.equal(setUp(listen).admits({ ...page, from: '198.51.100.7', proto: 'https' }), false)
    assert.equal(setUp().admits({ ...page, proto: 'https' }), false, 'a proxy that nobody trusts')
  })

  it('compares scheme, host and port of an origin', () => {
    const { admits } = setUp({ allowedOrigins: ['https://portal.example.net'] })
    const at = (origin: string, encrypted: boolean): boolean =>
      admits({ host: '10.0.0.1', origin, encrypted })
    assert.equal(at('http://10.0.0.1', false), true)
    assert.equal(at('https://10.0.0.1', true), true)
    assert.equal(at('http://10.0.0.1', true), false)
    assert.equal(at('https://10.0.0.1', false), false)
    assert.equal(at('http://10.0.0.1:8080', false), false)
    assert.equal(at('null', false), false)
    assert.equal(at('file://10.0.0.1', false), false)
    assert.equal(at('https://portal.example.net', false), true)
    assert.equal(at('http://portal.example.net', false), false)
    assert.equal(admits({ host: '10.0.0.1:80', origin: 'http://10.0.0.1' }), true, 'the port of the scheme')
  })

  it('knows the host and the origin of the public address, its scheme and port included', () => {
    const publicUrl = 'https://meet.example.org/team'
    const { refusalOf } = setUp({ publicUrl })
    const page = { host: 'meet.example.org', origin: 'https://meet.example.org' }
    assert.equal(refusalOf(page), undefined)
    assert.equal(refusalOf({ ...page, host: '127.0.0.1:3000' }), undefined, 'a proxy that replaces the Host')
    assert.equal(refusalOf({ ...page, origin: 'https://meet.example.org:8443' }), 'origin_refused')
    assert.equal(refusalOf({ ...page, host: 'evil.example' }), 'host_refused')
    assert.equal(refusalOf({ host: '127.0.0.1:3000', origin: 'http://meet.example.org' }), 'origin_refused')
    const proxied = setUp({ publicUrl, trustProxy: ['127.0.0.1'] })
    const quiet = { ...page, from: '127.0.0.1' }
    assert.equal(proxied.refusalOf(quiet), undefined)
    assert.equal(proxied.refusalOf({ ...quiet, origin: 'http://meet.example.org' }), 'origin_refused')
    const open = setUp({ trustProxy: ['127.0.0.1'] })
    assert.equal(open.refusalOf({ ...quiet, origin: 'http://meet.example.org' }), undefined, 'nothing said')
  })

  it('believes the browser that a request without an origin comes from another site', () => {
    const { refusalOf } = setUp({ allowedOrigins: ['https://friend.example'] })
    const host = '10.0.0.1'
    for (const site of ['same-origin', 'none']) assert.equal(refusalOf({ host, site }), undefined, site)
    for (const site of ['same-site', 'cross-site', 'nonsense'])
      assert.equal(refusalOf({ host, site }), 'origin_refused', site)
    assert.equal(refusalOf({ host }), undefined, 'a program')
    assert.equal(refusalOf({ host, site: 'cross-site', origin: 'https://friend.example' }), undefined)
  })

  it('compares origins whether the usual port is said or not, and lets no odd Host stand for one', () => {
    const { refusalOf } = setUp()
    const cases: [host: string, origin: string, encrypted: boolean, isOwn: boolean][] = [
      ['meet.example', 'https://meet.example', true, true],
      ['Meet.Example:443', 'https://meet.example', true, true],
      ['127.0.0.1:80', 'http://127.0.0.1', false, true],
      ['meet.example:8443', 'https://meet.example:8443', true, true],
      ['meet.example:80', 'https://meet.example', true, false],
      ['meet.example', 'https://meet.example:8443', true, false],
      ['x@meet.example', 'https://meet.example', true, false],
      ['meet.example', 'https://evil.example', true, false],
      ['', '', true, false],
    ]
    for (const [host, origin, encrypted, isOwn] of cases)
      assert.equal(refusalOf({ host, origin, encrypted }) === undefined, isOwn, `${host} ${origin}`)
  })
})
