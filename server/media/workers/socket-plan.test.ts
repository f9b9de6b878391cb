import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPort, listenInfos } from './socket-plan.ts'

describe('listenInfos', () => {
  it('begins with TCP, which no other program can have as well, and lets only UDP sockets share a port', () => {
    const infos = listenInfos(
      { addresses: ['10.0.0.5', '2001:db8::5'], wildcards: ['0.0.0.0', '::'] },
      40_000,
      1,
    )
    assert.deepEqual(
      infos.map(({ protocol, ip, flags }) => `${protocol} ${ip} ${String(flags?.udpReusePort)}`),
      [
        'tcp 0.0.0.0 false',
        'tcp :: false',
        'udp 10.0.0.5 true',
        'udp 2001:db8::5 true',
        'udp 0.0.0.0 true',
        'udp :: true',
      ],
    )
    const ipv6 = infos.filter(({ ip }) => ip.includes(':'))
    assert.ok(
      ipv6.every(({ flags }) => flags?.ipv6Only),
      'the IPv6 wildcard would take the IPv4 port too',
    )
  })

  it('shares nothing on one address', () => {
    const infos = listenInfos({ addresses: ['10.0.0.5'], wildcards: [] }, 40_000, 1)
    assert.deepEqual(
      infos.map(({ protocol, ip, port, flags }) => [protocol, ip, port, flags?.udpReusePort]),
      [
        ['tcp', '10.0.0.5', 40_000, false],
        ['udp', '10.0.0.5', 40_000, false],
      ],
    )
  })
})

describe('findPort', () => {
  it('ends with the last port that there is', async () => {
    const ports: number[] = []
    for await (const port of findPort({ addresses: ['127.0.0.1'], wildcards: [] }, 65_534)) ports.push(port)
    assert.ok(ports.length <= 2 && ports.every((port) => port <= 65_535), ports.join())
  })
})
