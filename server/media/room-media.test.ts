import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { RtpCapabilities } from '../../protocol/index.ts'
import { NO_EVENTS, peerOn, setUp } from './test-room-media.ts'

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

  it('counts the consumers of those who are there', async () => {
    const { room, host, fill } = setUp()
    const [ada] = await fill(2)
    for (const [index, peer] of host.router.peers.entries()) peer.consumers = index + 1
    assert.equal(room.consumers, 3)
    ada?.close()
    assert.equal(room.consumers, 2)
  })

  it('closes its routers once, those that come up late included', async () => {
    const { room, host, hosts, heard, admit } = setUp({ workers: 2 })
    const [, second] = hosts
    await admit('ada')
    host.cpu = 1
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
