import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FakeMediaPeer } from '../test-media-port.ts'
import { CallGate } from '../test-call-gate.ts'
import { produceRequest, settle, TEST_SETTINGS } from '../test-room.ts'
import { PublishedTracks } from './published-tracks.ts'
import { Seat } from './seat.ts'
import type { WatchedTrack } from './uplink-watch.ts'

const LIMIT = TEST_SETTINGS.uplinkLimits.microphone
const FLOOD = 15_700_000

/** What is known of an address, until the test forgets it. */
class FakeAddress {
  overruns = 0

  overran(): void {
    this.overruns += 1
  }

  hasOverrun(): boolean {
    return this.overruns > 0
  }
}

const newSeat = (id: string) => new Seat({ id, subchannel: 1, role: 'speaker', name: 'Ada' })

/** The tracks of a seat; the test measures. */
function setUp(
  seat = new Seat({ id: 'ada', subchannel: 1, role: 'speaker', name: 'Ada' }),
  address = new FakeAddress(),
) {
  const peer = new FakeMediaPeer(
    { participantId: 'ada', events: {} as FakeMediaPeer['events'] },
    new CallGate(),
  )
  const watched = new Set<WatchedTrack>()
  const looks: boolean[] = []
  const told: unknown[] = []
  seat.notify = (_name, params) => void told.push((params as { action?: string }).action)
  const tracks = new PublishedTracks({
    seat,
    publisher: peer.publisher,
    forwarding: {
      addTrack: () => undefined,
      removeTrack: () => undefined,
      setMuted: () => undefined,
      resizeTrack: () => undefined,
    },
    uplinks: {
      watch: {
        add: (track, how) => {
          watched.add(track)
          looks.push(how?.isSuspect === true)
          return () => watched.delete(track)
        },
      },
      limits: TEST_SETTINGS.uplinkLimits,
      address,
    },
    changes: { tell: () => Promise.resolve(), tellAtOnce: () => Promise.resolve() },
    maySend: () => true,
    events: { emit: () => undefined },
  })
  /** Lets all tracks be measured at a rate. */
  const measure = async (bitsPerSecond: number): Promise<boolean> => {
    const [track] = [...watched].map((one) => one.measured(bitsPerSecond))
    await settle()
    return track ?? false
  }
  const state = (): unknown[] => tracks.publications.map(({ paused }) => (paused ? 'paused' : 'sent'))
  return { tracks, peer, seat, told, watched, looks, measure, state }
}

describe('UplinkGuard', () => {
  it('tells of a microphone that sends too much, then pauses it, then closes it', async () => {
    const { tracks, peer, seat, told, watched, measure, state } = setUp()
    await tracks.produce(produceRequest('microphone'))
    assert.equal(await measure(FLOOD), true, 'it is looked at again soon')
    assert.deepEqual([told, state()], [['warned'], ['sent']])
    await measure(FLOOD)
    assert.deepEqual([told, state()], [['warned', 'paused'], ['paused']])
    assert.equal(seat.microphoneMuted, false, 'its owner did not mute it')
    await measure(FLOOD)
    assert.deepEqual([told.at(-1), state()], ['closed', []])
    assert.deepEqual([peer.publisher.producers.size, watched.size], [0, 0])
  })

  it('leaves whoever keeps to the limit alone, however long', async () => {
    const { tracks, told, measure, state } = setUp()
    await tracks.produce(produceRequest('microphone'))
    for (let round = 0; round < 100; round += 1) assert.equal(await measure(LIMIT), false)
    assert.deepEqual([told, state()], [[], ['sent']])
  })

  it('sends a paused one again that keeps to the limit, unless its owner muted it meanwhile', async () => {
    const { tracks, peer, told, measure, state } = setUp()
    const producerId = await tracks.produce(produceRequest('microphone'))
    await measure(FLOOD)
    await measure(FLOOD)
    await tracks.setPaused(producerId, false)
    assert.equal(peer.publisher.producers.get(producerId)?.paused, true, 'its owner cannot undo that')
    await measure(LIMIT)
    assert.deepEqual([told.at(-1), state()], ['resumed', ['sent']])
    await measure(FLOOD)
    await tracks.setPaused(producerId, true)
    await measure(LIMIT)
    assert.deepEqual(state(), ['paused'])
  })

  it('holds the next one of a source from the beginning, and closes it when it sends too much as well', async () => {
    const { tracks, told, measure, state } = setUp()
    for (let round = 0; round < 2; round += 1)
      await tracks.produce(produceRequest(round ? 'camera' : 'microphone'))
    for (let round = 0; round < 3; round += 1) await measure(FLOOD)
    assert.deepEqual(state(), [], 'a camera of this rate is too much as well')
    told.length = 0
    await tracks.produce(produceRequest('microphone'))
    await settle()
    assert.deepEqual([told, state()], [['paused'], ['paused']])
    await measure(FLOOD)
    assert.deepEqual([told, state()], [['paused', 'closed'], []])
  })

  it('finds out who ends each track before it is looked at, and begins another', async () => {
    const { tracks, peer, state } = setUp()
    for (let round = 0; round < 3; round += 1) {
      const producerId = await tracks.produce(produceRequest('microphone'))
      peer.publisher.bitrates.set(producerId, FLOOD)
      await tracks.close(producerId)
    }
    await tracks.produce(produceRequest('microphone'))
    await settle()
    assert.deepEqual(state(), ['paused'])
  })

  it('adds up tracks that follow each other so fast that each alone is below the limit', async () => {
    const { tracks, peer, state } = setUp()
    for (let round = 0; round < 10; round += 1) {
      const producerId = await tracks.produce(produceRequest('microphone'))
      peer.publisher.bitrates.set(producerId, LIMIT * 0.9)
      await tracks.close(producerId)
    }
    await tracks.produce(produceRequest('microphone'))
    await settle()
    assert.deepEqual(state(), ['paused'])
  })

  it('knows a seat that comes back with new transports, and forgets in time', async (t) => {
    const clock = { now: 1000 }
    t.mock.method(performance, 'now', () => clock.now)
    const { tracks, seat, measure } = setUp()
    await tracks.produce(produceRequest('microphone'))
    await measure(FLOOD)
    await measure(FLOOD)
    tracks.end()
    const again = setUp(seat)
    await again.tracks.produce(produceRequest('microphone'))
    await settle()
    assert.deepEqual(again.state(), ['paused'])
    again.tracks.end()
    clock.now += 30_000
    const later = setUp(seat)
    await later.tracks.produce(produceRequest('microphone'))
    await settle()
    assert.deepEqual(later.state(), ['sent'])
  })

  it('pauses the first flood of a new seat at once, and closes the second, where the address is known for it', async () => {
    const address = new FakeAddress()
    const first = setUp(newSeat('first'), address)
    await first.tracks.produce(produceRequest('microphone'))
    await first.measure(FLOOD)
    assert.deepEqual([first.told, first.looks, first.state()], [['warned'], [false], ['sent']])
    first.tracks.end()
    const next = setUp(newSeat('next'), address)
    await next.tracks.produce(produceRequest('microphone'))
    assert.deepEqual([next.told, next.looks, next.state()], [[], [true], ['sent']], 'and is looked at sooner')
    await next.measure(FLOOD)
    assert.deepEqual([next.told, next.state()], [['paused'], ['paused']])
    await next.measure(FLOOD)
    assert.deepEqual([next.told, next.state()], [['paused', 'closed'], []])
    address.overruns = 0
    const later = setUp(newSeat('later'), address)
    await later.tracks.produce(produceRequest('microphone'))
    await later.measure(FLOOD)
    assert.deepEqual([later.told, later.looks], [['warned'], [false]], 'once that is forgotten')
  })

  it('remembers the address of whoever leaves before a track is looked at', async () => {
    const address = new FakeAddress()
    const { tracks, peer } = setUp(newSeat('brief'), address)
    const producerId = await tracks.produce(produceRequest('microphone'))
    peer.publisher.bitrates.set(producerId, FLOOD)
    tracks.end()
    await settle()
    assert.equal(address.overruns, 1)
  })

  it('leaves a neighbour who keeps to the limit alone, whatever the address is known for', async () => {
    const address = new FakeAddress()
    for (let count = 0; count < 50; count += 1) address.overran()
    const { tracks, told, measure, state } = setUp(newSeat('neighbour'), address)
    await tracks.produce(produceRequest('microphone'))
    assert.deepEqual(state(), ['sent'], 'also at the beginning')
    for (let round = 0; round < 100; round += 1) await measure(LIMIT)
    assert.deepEqual([told, state(), address.overruns], [[], ['sent'], 50])
    await measure(FLOOD)
    await measure(LIMIT)
    assert.deepEqual([told, state()], [['paused', 'resumed'], ['sent']], 'one slip is forgiven at once')
  })

  it('finds out who sends in bursts: half of the time above the limit is never left alone', async () => {
    const rounds = fc.array(fc.boolean(), { minLength: 20, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(rounds, async (above) => {
        const { tracks, measure, state } = setUp()
        await tracks.produce(produceRequest('microphone'))
        let count = 0
        for (const isAbove of above) {
          count += isAbove ? 1 : 0
          await measure(isAbove ? FLOOD : 0)
        }
        if (count * 2 > above.length) assert.notDeepEqual(state(), ['sent'])
      }),
      { numRuns: 50 },
    )
  })
})
