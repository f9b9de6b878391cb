import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { ProtocolError, type RtpCapabilities } from '../../protocol/index.ts'
import { createLogger } from '../observability/logger.ts'
import type { AudioLevel, MediaPeer, MediaPeerEvents } from '../rooms/ports/media.ts'
import { RoomMedia } from './room-media.ts'
import { FakeHost, type FakePeer, type FakeRouter } from './routers/test-router-host.ts'

const NO_EVENTS = {} as MediaPeerEvents
const NO_CAPABILITIES: RtpCapabilities = { codecs: [], headerExtensions: [] }
// The placement keeps so many people of a room on one worker.
const KEPT_TOGETHER = 10

function setUp({ workers = 1, hasWorkers = true }: { workers?: number; hasWorkers?: boolean } = {}) {
  const hosts = Array.from({ length: workers }, (_, index) => new FakeHost(`w${index + 1}`))
  const heard = {
    lost: [] as (readonly string[])[],
    messages: [] as [string, string, string][],
    levels: [] as (readonly AudioLevel[])[],
    ended: 0,
  }
  const room = new RoomMedia({
    hosts: {
      get hosts() {
        return hosts.filter(({ closed }) => !closed)
      },
      available: () =>
        hasWorkers ? Promise.resolve() : Promise.reject(new ProtocolError('media_unavailable')),
    },
    routers: { thresholdDbov: -60, channels: [] },
    events: {
      lost: (ids) => heard.lost.push(ids),
      messageReceived: (id, channel, payload) => heard.messages.push([id, channel, payload]),
      levelsMeasured: (levels) => heard.levels.push(levels),
    },
    logger: createLogger({ level: 'silent', format: 'json' }),
    closed: () => (heard.ended += 1),
  })
  const admit = async (participantId: string): Promise<MediaPeer> =>
    await room.admit({ participantId, subchannel: 1, rtpCapabilities: NO_CAPABILITIES, events: NO_EVENTS })
  const fill = async (people: number): Promise<MediaPeer[]> => {
    const peers: MediaPeer[] = []
    for (let count = 0; count < people; count += 1) peers.push(await admit(`p${count}`))
    return peers
  }
  const [host] = hosts
  assert.ok(host)
  return { room, host, hosts, heard, admit, fill }
}

function peerOn({ peers }: FakeRouter): FakePeer {
  const [peer] = peers
  assert.ok(peer)
  return peer
}

describe('RoomMedia', () => {
  it('opens one router for those who come to a worker at once', async () => {
    const { room, host, admit } = setUp()
    await Promise.all([admit('ada'), admit('bob')])
    assert.equal(host.routers.length, 1)
    assert.deepEqual([host.occupants, room.routers], [2, 1])
  })

  it('keeps of what somebody can receive only what its router has a use for', async () => {
    const { room, host } = setUp()
    const parameters = { unheard: 'x'.repeat(256) }
    const codec = { kind: 'audio', preferredPayloadType: 100, clockRate: 48_000, channels: 2 } as const
    const rtpCapabilities: RtpCapabilities = {
      codecs: [
        { ...codec, mimeType: 'audio/opus', parameters },
        { ...codec, mimeType: 'audio/unheard', parameters },
      ],
      headerExtensions: [{ kind: 'audio', uri: 'urn:unheard', preferredId: 1 }],
    }
    await room.admit({ participantId: 'ada', subchannel: 1, rtpCapabilities, events: NO_EVENTS })
    assert.deepEqual(peerOn(host.router).options.rtpCapabilities, {
      codecs: [{ ...codec, mimeType: 'audio/opus', parameters: {}, rtcpFeedback: [] }],
      headerExtensions: [],
    })
  })

  it('spreads a rush, counting those who are being admitted', async () => {
    const { room, hosts, admit } = setUp({ workers: 2 })
    const people = Array.from({ length: KEPT_TOGETHER + 2 }, (_, index) => `p${index}`)
    await Promise.all(people.map(admit))
    assert.deepEqual(
      hosts.map(({ occupants }) => occupants),
      [KEPT_TOGETHER, 2],
    )
    assert.equal(room.routers, 2)
  })

  it('closes the router of a worker that carries nobody any more, and opens another one later', async () => {
    const { room, host, admit } = setUp()
    const ada = await admit('ada')
    const first = host.router
    ada.close()
    await new Promise(setImmediate)
    assert.equal(first.closed, true)
    assert.deepEqual([host.occupants, room.routers], [0, 0])
    await admit('bob')
    assert.notEqual(host.router, first)
    assert.equal(room.routers, 1)
  })

  it('refuses what no browser can receive before a place is taken', async () => {
    const { room, host } = setUp()
    const rtpCapabilities = { codecs: [{ kind: 'video' }] } as unknown as RtpCapabilities
    const admitting = room.admit({ participantId: 'ada', subchannel: 1, rtpCapabilities, events: NO_EVENTS })
    await assert.rejects(admitting, { code: 'invalid_media_parameters' })
    assert.deepEqual([host.occupants, host.routers.length], [0, 0])
  })

  it('lets nobody in while no worker runs', async () => {
    const { admit } = setUp({ hasWorkers: false })
    await assert.rejects(admit('ada'), { code: 'media_unavailable' })
  })

  it('gives the place back when a router cannot be opened, and tries anew for the next', async () => {
    const { host, admit } = setUp()
    host.beforeRouter = () => Promise.reject(new Error('too many open files'))
    await assert.rejects(admit('ada'), /too many open files/)
    assert.equal(host.occupants, 0)
    host.beforeRouter = () => Promise.resolve()
    await admit('bob')
    assert.equal(host.occupants, 1)
  })

  it('says that media is unavailable when the worker dies during an admission', async () => {
    const { host, admit } = setUp()
    host.beforePeer = () => {
      host.closed = true
      return Promise.reject(new Error('Channel closed'))
    }
    await assert.rejects(admit('ada'), { code: 'media_unavailable' })
  })

  it('waits for a stuck worker eight seconds, and closes what it opens after that', async (t: TestContext) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { room, host, admit } = setUp()
    const stuck = Promise.withResolvers<void>()
    host.beforePeer = () => stuck.promise
    const refused = assert.rejects(admit('ada'), { code: 'media_unavailable' })
    await new Promise(setImmediate)
    t.mock.timers.tick(7999)
    await new Promise(setImmediate)
    assert.equal(host.occupants, 1)
    t.mock.timers.tick(1)
    await refused
    assert.equal(host.occupants, 0)
    stuck.resolve()
    await new Promise(setImmediate)
    assert.equal(peerOn(host.router).closed, true)
    assert.equal(room.consumers, 0)
  })

  it('tells whose worker died, and lets them come back on another one', async () => {
    const { room, hosts, heard, admit, fill } = setUp({ workers: 2 })
    await fill(KEPT_TOGETHER + 2)
    const [first, second] = hosts
    second?.router.lose()
    assert.deepEqual(heard.lost, [['p10', 'p11']])
    assert.equal(room.routers, 1)
    await admit('p10')
    assert.equal(first?.occupants, KEPT_TOGETHER + 1)
  })

  it('speaks on all its routers, and hears all of them', async () => {
    const { room, hosts, heard, fill } = setUp({ workers: 2 })
    await fill(KEPT_TOGETHER + 2)
    room.send('chat', 'hello', [1])
    room.send('activity', 'speaking')
    for (const { router } of hosts) {
      assert.deepEqual(router.sent, [
        { channel: 'chat', payload: 'hello', subchannels: [1] },
        { channel: 'activity', payload: 'speaking', subchannels: undefined },
      ])
      assert.equal(router.options.thresholdDbov, -60)
      router.options.events.messageReceived(router.id, 'chat', 'text')
      router.options.events.levelsMeasured([{ participantId: router.id, level: -20 }])
    }
    assert.deepEqual(heard.messages, [
      ['w1-0', 'chat', 'text'],
      ['w2-0', 'chat', 'text'],
    ])
    assert.equal(heard.levels.length, 2)
  })

  it('counts the consumers of those who are there', async () => {
    const { room, host, fill } = setUp()
    const [ada] = await fill(2)
    for (const [index, peer] of host.router.peers.entries()) peer.consumers = index + 1
    assert.equal(room.consumers, 3)
    ada?.close()
    assert.equal(room.consumers, 2)
  })

  it('carries a producer to other workers only, while it is published', async () => {
    const { room, hosts, fill } = setUp({ workers: 2 })
    await fill(KEPT_TOGETHER + 2)
    const [here, there] = hosts.map(({ router }) => peerOn(router).options)
    assert.ok(here && there)
    here.published('camera', false)
    assert.ok(await here.reach('camera'))
    assert.equal(room.pipes, 0, 'a viewer on the same router needs no pipe')
    assert.ok(await there.reach('camera'))
    assert.equal(room.pipes, 1)
    hosts[1]?.router.copies[0]?.close()
    assert.equal(room.pipes, 0)
    here.unpublished('camera')
    assert.equal(await there.reach('camera'), undefined)
    assert.equal(await here.reach('camera'), undefined)
  })

  it('closes its routers once, those that come up late included', async () => {
    const { room, host, hosts, heard, admit } = setUp({ workers: 2 })
    const [, second] = hosts
    await admit('ada')
    host.expectedLoad = 1
    const opening = Promise.withResolvers<void>()
    assert.ok(second)
    second.beforeRouter = () => opening.promise
    const late = admit('bob')
    await new Promise(setImmediate)
    room.close()
    room.close()
    assert.equal(host.router.closed, true)
    opening.resolve()
    await late
    assert.equal(second.router.closed, true)
    assert.equal(heard.ended, 1)
  })
})
