import assert from 'node:assert/strict'
import { ProtocolError, type RtpCapabilities } from '../../protocol/index.ts'
import { createLogger } from '../observability/logger.ts'
import type { AudioLevel, MediaPeer, MediaPeerEvents } from '../rooms/ports/media.ts'
import { RoomMedia } from './room-media.ts'
import { FakeHost, type FakePeer, type FakeRouter } from './routers/test-router-host.ts'

/** Nobody listens. */
export const NO_EVENTS = {} as MediaPeerEvents
const NO_CAPABILITIES: RtpCapabilities = { codecs: [], headerExtensions: [] }
/** So many people of `spread` are on the first worker. */
export const AT_HOME = 10

/** The media of a room on workers without media, and what it told. */
export function setUp({ workers = 1, hasWorkers = true }: { workers?: number; hasWorkers?: boolean } = {}) {
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
  /** Ten people on the first worker, and two more on the second, because the first is busy then. */
  const spread = async (): Promise<void> => {
    await fill(AT_HOME)
    host.cpu = 0.6
    await admit(`p${AT_HOME}`)
    await admit(`p${AT_HOME + 1}`)
    assert.deepEqual(
      hosts.map(({ occupants }) => occupants),
      [AT_HOME, 2],
    )
  }
  return { room, host, hosts, heard, admit, fill, spread }
}

/** The first participant on a router. */
export function peerOn({ peers }: FakeRouter): FakePeer {
  const [peer] = peers
  assert.ok(peer)
  return peer
}
