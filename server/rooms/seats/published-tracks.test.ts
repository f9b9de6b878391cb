import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProtocolError, type Source } from '../../../protocol/index.ts'
import { hasCode, produceRequest, settle } from '../test-room.ts'
import { createPublishedTracks } from './test-published-tracks.ts'

describe('PublishedTracks', () => {
  it('forwards a new track, stores it, and tells of it', async () => {
    const { tracks, seat, forwarded, told, events } = createPublishedTracks()
    const producerId = await tracks.produce(produceRequest('microphone'))
    assert.deepEqual([...forwarded.keys()], [producerId])
    assert.equal(seat.microphoneMuted, false)
    assert.deepEqual(told, ['publications'])
    assert.deepEqual(tracks.publications, [{ source: 'microphone', paused: false }])
    assert.deepEqual(events, [
      {
        name: 'trackPublished',
        room: 'red',
        participantId: 'ada',
        producerId,
        source: 'microphone',
        paused: false,
      },
    ])
  })

  it('answers only when the change is stored', async () => {
    const { tracks, store } = createPublishedTracks()
    store.hold('tell')
    let answered = false
    const producing = tracks.produce(produceRequest('camera')).finally(() => (answered = true))
    await settle()
    assert.equal(answered, false)
    store.release('tell')
    await producing
  })

  it('sends each source once, also while the first is still being opened', async () => {
    const { tracks, gate } = createPublishedTracks()
    gate.hold('produce')
    const first = tracks.produce(produceRequest('camera'))
    await assert.rejects(tracks.produce(produceRequest('camera')), hasCode('already_exists'))
    gate.release('produce')
    await first
    await assert.rejects(tracks.produce(produceRequest('camera')), hasCode('already_exists'))
  })

  it('can be asked again after the engine refused', async () => {
    const { tracks, gate, forwarded } = createPublishedTracks()
    gate.hold('produce')
    const refused = tracks.produce(produceRequest('camera'))
    gate.release('produce', new ProtocolError('invalid_media_parameters'))
    await assert.rejects(refused, hasCode('invalid_media_parameters'))
    assert.equal(forwarded.size, 0)
    const again = tracks.produce(produceRequest('camera'))
    gate.release('produce')
    await again
    assert.equal(forwarded.size, 1)
  })

  it('refuses a source that is of another kind', async () => {
    const { tracks } = createPublishedTracks()
    for (const source of ['microphone', 'camera', 'screen', 'screen-audio'] satisfies Source[]) {
      const { kind, ...request } = produceRequest(source)
      const other = kind === 'audio' ? 'video' : 'audio'
      await assert.rejects(tracks.produce({ ...request, kind: other }), hasCode('bad_request'))
    }
  })

  it('mutes at the engine first, then for the room, and remembers it with the seat', async () => {
    const { tracks, peer, seat, gate, forwarded, events } = createPublishedTracks()
    const producerId = await tracks.produce(produceRequest('microphone'))
    gate.hold('pause')
    const muting = tracks.setPaused(producerId, true)
    assert.equal(forwarded.get(producerId)?.muted, false)
    gate.open('pause')
    await muting
    assert.deepEqual(
      [peer.publisher.producers.get(producerId)?.paused, forwarded.get(producerId)?.muted],
      [true, true],
    )
    assert.equal(seat.microphoneMuted, true)
    await tracks.setPaused(producerId, true)
    await tracks.setPaused(producerId, false)
    assert.deepEqual(
      events.map(({ name }) => name),
      ['trackPublished', 'trackPaused', 'trackResumed'],
      'saying the same twice is no news',
    )
    assert.equal(seat.microphoneMuted, false)
  })

  it('lets a paused camera change nothing about the microphone', async () => {
    const { tracks, seat } = createPublishedTracks()
    await tracks.produce(produceRequest('microphone'))
    const camera = await tracks.produce(produceRequest('camera'))
    await tracks.setPaused(camera, true)
    assert.equal(seat.microphoneMuted, false)
  })

  it('closes a track for good', async () => {
    const { tracks, peer, forwarded, events } = createPublishedTracks()
    const producerId = await tracks.produce(produceRequest('screen'))
    await tracks.close(producerId)
    assert.deepEqual([peer.publisher.producers.size, forwarded.size, tracks.producerIds], [0, 0, []])
    assert.equal(events.at(-1)?.name, 'trackClosed')
    await assert.rejects(tracks.close(producerId), hasCode('not_found'))
    await assert.rejects(tracks.setPaused(producerId, true), hasCode('not_found'))
    assert.throws(
      () => tracks.resize({ producerId, captureSize: { width: 1, height: 1 } }),
      hasCode('not_found'),
    )
    await tracks.produce(produceRequest('screen'))
  })

  it('sends the sound of a screen only beside the screen', async () => {
    const { tracks, peer, gate, forwarded } = createPublishedTracks()
    await assert.rejects(tracks.produce(produceRequest('screen-audio')), hasCode('screen_required'))
    assert.equal(peer.publisher.producers.size, 0)
    const screen = await tracks.produce(produceRequest('screen'))
    gate.hold('produce')
    const late = tracks.produce(produceRequest('screen-audio'))
    await tracks.close(screen)
    gate.open('produce')
    await assert.rejects(late, hasCode('screen_required'), 'the screen ended while its sound was opened')
    assert.deepEqual([peer.publisher.producers.size, forwarded.size, tracks.publications], [0, 0, []])
    await tracks.produce({ ...produceRequest('screen'), paused: true })
    await assert.rejects(tracks.produce(produceRequest('screen-audio')), hasCode('screen_required'))
  })

  for (const [end, isShown] of Object.entries({ close: false, setPaused: true, retain: false })) {
    it(`ends the sound of a screen with the screen: ${end}`, async () => {
      const { tracks, peer, forwarded, events } = createPublishedTracks()
      await tracks.produce(produceRequest('microphone'))
      const screen = await tracks.produce(produceRequest('screen'))
      const sound = await tracks.produce(produceRequest('screen-audio'))
      if (end === 'close') await tracks.close(screen)
      else if (end === 'setPaused') await tracks.setPaused(screen, true)
      else await tracks.retain(tracks.producerIds.filter((id) => id !== screen && id !== sound))
      const left = ['microphone', ...(isShown ? ['screen'] : [])]
      assert.deepEqual(
        tracks.publications.map(({ source }) => source),
        left,
      )
      assert.deepEqual([peer.publisher.producers.size, forwarded.size], [left.length, left.length])
      assert.equal(
        events.filter((event) => event.name === 'trackClosed' && event.producerId === sound).length,
        1,
      )
    })
  }

  it('tells the room of another captured size', async () => {
    const { tracks, forwarded } = createPublishedTracks()
    const producerId = await tracks.produce(produceRequest('camera'))
    tracks.resize({ producerId, captureSize: { width: 640, height: 360 } })
    assert.deepEqual(forwarded.get(producerId)?.track.captureSize, { width: 640, height: 360 })
  })

  it('tells why a device brings nothing, once for each change', async () => {
    const { tracks, told } = createPublishedTracks()
    const producerId = await tracks.produce(produceRequest('camera'))
    told.length = 0
    for (let time = 0; time < 3; time += 1) await tracks.setFault(producerId, 'no-frames')
    assert.deepEqual(tracks.publications, [{ source: 'camera', paused: false, fault: 'no-frames' }])
    await tracks.setFault(producerId, null)
    await tracks.setFault(producerId, null)
    assert.deepEqual(tracks.publications, [{ source: 'camera', paused: false }])
    assert.deepEqual(told, ['publications', 'publications'])
    await assert.rejects(tracks.setFault('another', 'muted'), hasCode('not_found'))
  })

  it('tells that nothing of the owner gets through before anything else', async () => {
    const { tracks, told } = createPublishedTracks()
    const producerId = await tracks.produce(produceRequest('camera'))
    told.length = 0
    await tracks.setReachable(false)
    await tracks.setReachable(false)
    await tracks.setFault(producerId, 'muted')
    assert.deepEqual(
      tracks.publications.map(({ fault }) => fault),
      ['no-path'],
    )
    await tracks.setReachable(true)
    assert.deepEqual(
      tracks.publications.map(({ fault }) => fault),
      ['muted'],
    )
    assert.deepEqual(told, ['publications', 'publications'])
  })

  it('ends all tracks with their owner’s media, and tells of each', async () => {
    const { tracks, forwarded, events } = createPublishedTracks()
    await tracks.produce(produceRequest('microphone'))
    await tracks.produce(produceRequest('camera'))
    tracks.end()
    assert.deepEqual([forwarded.size, tracks.publications], [0, []])
    assert.equal(events.filter(({ name }) => name === 'trackClosed').length, 2)
  })

  it('forwards nothing that the engine opened when its owner’s media had ended', async () => {
    const { tracks, gate, forwarded, events } = createPublishedTracks()
    gate.hold('produce')
    const late = tracks.produce(produceRequest('camera'))
    tracks.end()
    gate.release('produce')
    await assert.rejects(late, hasCode('not_found'))
    assert.deepEqual([forwarded.size, events.length], [0, 0])
  })
})
