import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode, produceRequest, settle } from '../test-room.ts'
import { createPublishedTracks } from './test-published-tracks.ts'

describe('A track that a host stops', () => {
  it('is paused at the engine and for all, with the name of the host, and its owner alone starts it again', async () => {
    const { tracks, peer, seat, forwarded, events, told } = createPublishedTracks()
    const id = await tracks.produce(produceRequest('microphone'))
    told.length = 0
    const { didRun, done } = tracks.stop('microphone', 'Grace')
    assert.equal(seat.microphoneMuted, true, 'at once')
    await done
    assert.equal(didRun, true)
    assert.equal(peer.publisher.producers.get(id)?.paused, true)
    assert.equal(forwarded.get(id)?.muted, true)
    assert.deepEqual(tracks.publications, [{ source: 'microphone', paused: true, stoppedBy: 'Grace' }])
    await tracks.setPaused(id, true)
    assert.equal(tracks.publications[0]?.stoppedBy, 'Grace', 'muting what is stopped changes nothing')
    await tracks.setPaused(id, false)
    assert.deepEqual(tracks.publications, [{ source: 'microphone', paused: false }])
    assert.equal(peer.publisher.producers.get(id)?.paused, false)
    assert.deepEqual(
      events.map(({ name }) => name),
      ['trackPublished', 'trackPaused', 'trackResumed'],
    )
    assert.deepEqual(told, ['publications', 'publications'])
  })

  it('is stopped once, and not when its owner muted it', async () => {
    const { tracks, told } = createPublishedTracks()
    const id = await tracks.produce(produceRequest('microphone', true))
    told.length = 0
    assert.equal(tracks.stop('microphone', 'Grace').didRun, false)
    assert.equal(tracks.stop('camera', 'Grace').didRun, false)
    assert.deepEqual(tracks.publications, [{ source: 'microphone', paused: true }])
    await tracks.setPaused(id, false)
    await tracks.stop('microphone', 'Grace').done
    const again = tracks.stop('microphone', 'Bob')
    await again.done
    assert.equal(again.didRun, false)
    assert.equal(tracks.publications[0]?.stoppedBy, 'Grace')
    assert.equal(told.length, 2)
  })

  it('stays stopped when its owner was about to start it', async () => {
    const { tracks, peer, gate } = createPublishedTracks()
    const id = await tracks.produce(produceRequest('camera', true))
    gate.hold('resume')
    const starting = tracks.setPaused(id, false)
    const { didRun, done } = tracks.stop('camera', 'Grace')
    gate.open('resume')
    await Promise.all([starting, done])
    assert.equal(didRun, true)
    assert.equal(peer.publisher.producers.get(id)?.paused, true)
    assert.deepEqual(tracks.publications, [{ source: 'camera', paused: true, stoppedBy: 'Grace' }])
  })

  it('is never forwarded unmuted when it is stopped while the engine opens it', async () => {
    const { tracks, peer, gate, forwarded, events } = createPublishedTracks()
    gate.hold('produce')
    gate.hold('pause')
    const producing = tracks.produce(produceRequest('microphone'))
    assert.equal(tracks.stop('microphone', 'Grace').didRun, true)
    assert.equal(tracks.stop('microphone', 'Bob').didRun, false)
    gate.open('produce')
    await settle()
    assert.deepEqual(
      [...forwarded.values()].map(({ muted }) => muted),
      [true],
    )
    gate.open('pause')
    const id = await producing
    assert.equal(peer.publisher.producers.get(id)?.paused, true)
    assert.deepEqual(tracks.publications, [{ source: 'microphone', paused: true, stoppedBy: 'Grace' }])
    assert.deepEqual(
      events.map((event) => event.name === 'trackPublished' && event.paused),
      [true],
    )
  })

  it('ends the sound of a screen with the screen', async () => {
    const { tracks, peer } = createPublishedTracks()
    await tracks.produce(produceRequest('screen'))
    await tracks.produce(produceRequest('screen-audio'))
    await tracks.stop('screen', 'Grace').done
    assert.deepEqual(tracks.publications, [{ source: 'screen', paused: true, stoppedBy: 'Grace' }])
    assert.equal(peer.publisher.producers.size, 1)
    await assert.rejects(tracks.produce(produceRequest('screen-audio')), hasCode('screen_required'))
  })
})

describe('A source that may not be sent', () => {
  it('is refused when it begins and when it goes on, and not when it ends', async () => {
    const { tracks, forbidden, peer, gate } = createPublishedTracks()
    forbidden.add('camera')
    gate.hold('produce')
    await assert.rejects(tracks.produce(produceRequest('camera')), hasCode('not_allowed'), 'asks no engine')
    await assert.rejects(tracks.produce(produceRequest('camera', true)), hasCode('not_allowed'))
    gate.open('produce')
    forbidden.clear()
    const id = await tracks.produce(produceRequest('camera', true))
    forbidden.add('camera')
    await assert.rejects(tracks.setPaused(id, false), hasCode('not_allowed'))
    assert.deepEqual(tracks.publications, [{ source: 'camera', paused: true }])
    await tracks.setPaused(id, true)
    await tracks.close(id)
    assert.equal(peer.publisher.producers.size, 0)
  })

  it('is closed when it is forbidden while the engine opens it, and may be sent later', async () => {
    const { tracks, forbidden, peer, gate, forwarded, events } = createPublishedTracks()
    gate.hold('produce')
    const producing = tracks.produce(produceRequest('camera'))
    forbidden.add('camera')
    gate.open('produce')
    await assert.rejects(producing, hasCode('not_allowed'))
    assert.deepEqual([peer.publisher.producers.size, forwarded.size, events.length], [0, 0, 0])
    forbidden.clear()
    await tracks.produce(produceRequest('camera'))
    assert.deepEqual(tracks.publications, [{ source: 'camera', paused: false }])
  })
})

it('begins the first microphone of somebody who starts muted muted, and no other', async () => {
  const { tracks, seat, peer } = createPublishedTracks()
  seat.arrival.startMuted()
  await tracks.produce(produceRequest('camera'))
  const first = await tracks.produce(produceRequest('microphone'))
  assert.equal(peer.publisher.producers.get(first)?.paused, true)
  assert.equal(seat.microphoneMuted, true)
  assert.deepEqual(tracks.publications, [
    { source: 'camera', paused: false },
    { source: 'microphone', paused: true },
  ])
  await tracks.setPaused(first, false)
  assert.equal(peer.publisher.producers.get(first)?.paused, false, 'by its owner')
  await tracks.close(first)
  const second = await tracks.produce(produceRequest('microphone'))
  assert.equal(peer.publisher.producers.get(second)?.paused, false)
})
