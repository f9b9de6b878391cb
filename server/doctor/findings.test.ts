import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultConfig } from '../config/schema.ts'
import { clockFindings } from './clock-findings.ts'
import { shellWord, type Finding } from './finding.ts'
import { firewallLines, publicPorts, ranges } from './firewall-lines.ts'
import { usedSettings } from './server-facts.ts'
import { storageFindings, type StorageView } from './storage-findings.ts'
import { systemFindings, type SystemView } from './system-findings.ts'

const ids = (findings: readonly Finding[]): string[] => findings.map(({ id, level }) => `${level} ${id}`)

describe('the judgement of the machine', () => {
  const ample: SystemView = {
    participants: 50,
    cores: 2,
    memoryBytes: 2e9,
    descriptorLimit: 65_535,
    bufferLimits: { receive: 4_194_304, send: 4_194_304 },
    bufferBytes: 4_194_304,
  }

  it('is content with ample descriptors, buffers, cores and memory, and counts without a limit', () => {
    assert.deepEqual(ids(systemFindings(ample)), ['ok descriptors', 'ok buffers', 'ok capacity'])
    assert.deepEqual(ids(systemFindings({ ...ample, descriptorLimit: Infinity })).at(0), 'ok descriptors')
  })

  it('says of each what is too little, with the line that changes it', () => {
    const poor = { ...ample, descriptorLimit: 256, cores: 1, memoryBytes: 1e8 }
    const found = systemFindings({
      ...poor,
      participants: 300,
      bufferLimits: { receive: 212_992, send: 4_194_304 },
    })
    assert.deepEqual(ids(found), [
      'warning descriptors.few',
      'warning buffers.small',
      'warning capacity.cores',
      'warning capacity.memory',
    ])
    assert.match(found[1]?.fix?.join('\n') ?? '', /rmem_max=4194304.*60-plenary\.conf\nsysctl -p/)
  })

  it('says nothing of what this system does not tell', () => {
    const silent = systemFindings({ ...ample, descriptorLimit: undefined, bufferLimits: undefined })
    assert.deepEqual(ids(silent), ['ok capacity'])
  })
})

describe('the judgement of the clock', () => {
  const now = new Date('2026-06-01T12:00:00Z')
  const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)

  it('finds a clock that is behind the files of this server, and one that nobody corrects', () => {
    const judge = (writtenAt: Date[], isSynchronized?: boolean) =>
      ids(clockFindings({ now, writtenAt, isSynchronized }))
    assert.deepEqual(judge([later(-60), later(4)], true), ['ok clock'])
    assert.deepEqual(judge([later(-60), later(6)], true), ['error clock.off'])
    assert.deepEqual(judge([later(-60)], false), ['warning clock.unsynchronized'])
    assert.deepEqual(judge([]), ['ok clock'])
  })
})

describe('the judgement of the storage', () => {
  const good: StorageView = {
    file: '/srv/data/plenary.sqlite',
    refusal: undefined,
    freeBytes: 1e9,
    loose: [],
    server: { lasting: true, writesBehind: 0 },
    spare: '/root/plenary/plenary.sqlite',
  }
  const judge = (change: Partial<StorageView>): string[] => ids(storageFindings({ ...good, ...change }))

  it('tells a full disk, one that will be full, and one that refuses apart', () => {
    assert.deepEqual(judge({}), ['ok storage'])
    assert.deepEqual(judge({ refusal: 'ENOSPC' }), ['error storage.full'])
    assert.deepEqual(judge({ refusal: 'EROFS' }), ['error storage.unwritable'])
    assert.deepEqual(judge({ freeBytes: 1e6 }), ['warning storage.low'])
    assert.deepEqual(judge({ file: 'none', refusal: 'EROFS' }), ['note storage.none'])
  })

  it('believes a running server that something is not stored', () => {
    assert.deepEqual(judge({ server: { lasting: true, writesBehind: 3 } }), ['error storage.unwritable'])
    assert.deepEqual(judge({ server: { lasting: false, writesBehind: 0 } }), ['error storage.unwritable'])
  })

  it('names files that others can read, in words of a shell', () => {
    const [found] = storageFindings({ ...good, loose: ["/srv/it's/a file"] })
    assert.deepEqual(found?.fix, [`chmod 600 '/srv/it'\\''s/a file'`])
    assert.equal(shellWord('$(reboot)'), `'$(reboot)'`)
  })
})

describe('the lines of firewalls', () => {
  it('open exactly the ports that are used', () => {
    const ports = { pages: 3000, media: [40_000, 40_001, 40_005] }
    assert.deepEqual(firewallLines(ports, 'ufw'), [
      'ufw allow 3000/tcp',
      'ufw allow 40000:40001/tcp',
      'ufw allow 40005/tcp',
      'ufw allow 40000:40001/udp',
      'ufw allow 40005/udp',
    ])
    assert.deepEqual(firewallLines({ pages: undefined, media: [40_000] }, 'nftables'), [
      "nft insert rule inet filter input tcp dport '{ 40000 }' accept",
      "nft insert rule inet filter input udp dport '{ 40000 }' accept",
    ])
    assert.equal(
      firewallLines(ports, 'firewalld')[0],
      'firewall-cmd --permanent --add-port=3000/tcp --add-port=40000-40001/tcp --add-port=40005/tcp ' +
        '--add-port=40000-40001/udp --add-port=40005/udp',
    )
    assert.deepEqual(ranges([3, 1, 2, 2, 9]), ['1-3', '9'])
  })

  it('let guests and authorities in where the server speaks HTTPS itself, and a proxy where one stands in front', () => {
    const publicUrl = 'https://meet.example.org/'
    const { listen } = usedSettings(defaultConfig())
    const own = { ...listen, publicUrl, tls: { mode: 'acme' } }
    assert.deepEqual(publicPorts(own, 443), { pages: 443, challenges: 80 })
    assert.deepEqual(publicPorts({ ...own, tls: { mode: 'files' } }, 443), {
      pages: 443,
      challenges: undefined,
    })
    assert.deepEqual(publicPorts({ ...listen, publicUrl }, 3000), { pages: undefined, challenges: undefined })
    assert.equal(
      firewallLines({ pages: 443, challenges: 80, media: [] }, 'ufw').join(),
      'ufw allow 80/tcp,ufw allow 443/tcp',
    )
  })
})
