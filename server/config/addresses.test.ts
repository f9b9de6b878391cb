import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { announceCandidates, bindHost, mediaAddresses, pageUrls, type Interfaces } from './addresses.ts'

const interfaces: Interfaces = {
  lo: [
    { address: '127.0.0.1', family: 'IPv4', internal: true },
    { address: '203.0.113.80', family: 'IPv4', internal: true },
    { address: '::1', family: 'IPv6', internal: true },
  ],
  docker0: [{ address: '172.17.0.1', family: 'IPv4', internal: false }],
  eth0: [
    { address: '192.168.1.10', family: 'IPv4', internal: false },
    { address: 'fe80::1', family: 'IPv6', internal: false },
    { address: '2001:db8::10', family: 'IPv6', internal: false },
  ],
  eth1: [{ address: '10.0.0.5', family: 'IPv4', internal: false }],
}
const tls = { mode: 'off' } as const

describe('mediaAddresses', () => {
  it('binds and announces every IPv4 address for 0.0.0.0, bridges late and loopback last', () => {
    const { bind, announced } = mediaAddresses({ host: '0.0.0.0', announce: [] }, interfaces)
    assert.deepEqual(bind, ['192.168.1.10', '10.0.0.5', '172.17.0.1', '127.0.0.1'])
    assert.deepEqual(announced, bind)
  })

  it('adds global IPv6 addresses for ::, without link-local ones', () => {
    assert.deepEqual(mediaAddresses({ host: '::', announce: [] }, interfaces).bind, [
      '192.168.1.10',
      '10.0.0.5',
      '2001:db8::10',
      '172.17.0.1',
      '127.0.0.1',
      '::1',
    ])
  })

  it('binds a given host alone, whatever is announced', () => {
    assert.deepEqual(mediaAddresses({ host: '10.0.0.5', announce: ['meet.example.org'] }, interfaces), {
      bind: ['10.0.0.5'],
      announced: ['meet.example.org'],
    })
    assert.deepEqual(mediaAddresses({ host: 'localhost', announce: [] }, interfaces).bind, ['127.0.0.1'])
    assert.equal(bindHost('::1'), '::1')
  })

  it('keeps one socket for each address when several addresses are announced', () => {
    const { bind, announced } = mediaAddresses(
      { host: '0.0.0.0', announce: ['198.51.100.1', 'meet.example.org', '10.0.0.5', '198.51.100.1'] },
      interfaces,
    )
    assert.deepEqual(announced, ['198.51.100.1', 'meet.example.org', '10.0.0.5'])
    assert.equal(new Set(bind).size, bind.length)
    assert.ok(!bind.includes('198.51.100.1'), 'an address of the NAT router cannot be bound')
  })

  it('binds an announced address that sits on the loopback interface', () => {
    const { bind } = mediaAddresses({ host: '0.0.0.0', announce: ['203.0.113.80'] }, interfaces)
    assert.ok(bind.includes('203.0.113.80'))
  })

  it('works on a machine without a network', () => {
    assert.deepEqual(mediaAddresses({ host: '0.0.0.0', announce: [] }, {}).announced, ['127.0.0.1'])
  })

  it('bounds the number of addresses', () => {
    const many: Interfaces = {}
    for (let index = 0; index < 200; index++) {
      many[`br-${index}`] = [{ address: `172.18.${index}.1`, family: 'IPv4', internal: false }]
    }
    many.eth0 = [{ address: '192.168.1.10', family: 'IPv4', internal: false }]
    const { bind } = mediaAddresses({ host: '0.0.0.0', announce: [] }, many)
    assert.equal(bind.length, 25)
    assert.equal(bind[0], '192.168.1.10')
  })
})

describe('announceCandidates', () => {
  const candidate = (address: string, protocol: 'udp' | 'tcp', priority: number) => ({
    foundation: `${protocol}candidate`,
    address,
    ip: address,
    protocol,
    priority,
    port: 40_000,
    type: 'host' as const,
  })
  const made = [
    candidate('10.0.0.5', 'udp', 1_076_558_079),
    candidate('10.0.0.5', 'tcp', 1_076_276_479),
    candidate('127.0.0.1', 'udp', 1_076_506_879),
    candidate('127.0.0.1', 'tcp', 1_076_225_279),
  ]

  it('names the sockets of the transport when their addresses are the announced ones', () => {
    const result = announceCandidates(made, ['10.0.0.5', '127.0.0.1'])
    const places = (list: typeof made) =>
      list.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`).sort()
    assert.deepEqual(places(result), places(made))
  })

  it('names an address that came later, and neither one that is gone nor a wildcard', () => {
    const sockets = [...made, candidate('0.0.0.0', 'udp', 1_076_455_679)]
    const result = announceCandidates(sockets, ['192.168.7.7', '127.0.0.1'])
    assert.deepEqual(
      result.map(({ protocol, address, ip }) => `${protocol} ${address} ${ip}`),
      [
        'udp 192.168.7.7 192.168.7.7',
        'udp 127.0.0.1 127.0.0.1',
        'tcp 192.168.7.7 192.168.7.7',
        'tcp 127.0.0.1 127.0.0.1',
      ],
    )
  })

  it('lists each announced address once for each protocol, in falling priority', () => {
    const result = announceCandidates(made, ['a.example', 'b.example'])
    assert.deepEqual(
      result.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`),
      ['udp a.example 40000', 'udp b.example 40000', 'tcp a.example 40000', 'tcp b.example 40000'],
    )
    assert.ok(
      result.every(({ priority }, index) => index === 0 || priority < (result[index - 1]?.priority ?? 0)),
    )
  })

  it('adds no UDP candidate to a transport that has TCP only', () => {
    const tcpOnly = made.filter(({ protocol }) => protocol === 'tcp')
    const result = announceCandidates(tcpOnly, ['198.51.100.1'])
    assert.deepEqual(
      result.map(({ protocol }) => protocol),
      ['tcp'],
    )
  })
})

describe('pageUrls', () => {
  it('names localhost first and then the neighbours for a wildcard host', () => {
    assert.deepEqual(pageUrls({ host: '0.0.0.0', announce: ['meet.example.org'], tls }, 3000, interfaces), {
      url: 'http://localhost:3000/',
      others: [
        'http://meet.example.org:3000/',
        'http://192.168.1.10:3000/',
        'http://10.0.0.5:3000/',
        'http://172.17.0.1:3000/',
      ],
    })
  })

  it('names a given address alone, in brackets when it is IPv6', () => {
    assert.deepEqual(pageUrls({ host: '10.0.0.5', announce: [], tls }, 80, interfaces), {
      url: 'http://10.0.0.5/',
      others: [],
    })
    const { url } = pageUrls(
      { host: '2001:db8::10', announce: [], tls: { mode: 'self-signed' } },
      3443,
      interfaces,
    )
    assert.equal(url, 'https://[2001:db8::10]:3443/')
  })
})
