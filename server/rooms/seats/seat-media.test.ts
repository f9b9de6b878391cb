import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { ProtocolError, type View } from '../../../protocol/index.ts'
import { createRooms, hasCode, produceRequest, settle } from '../test-room.ts'

/** A view that shows the cameras of these people. */
function view(...participantIds: string[]): View {
  const tiles = participantIds.map((participantId) => ({
    participantId,
    source: 'camera' as const,
    width: 640,
    height: 360,
  }))
  return { tiles, pins: [] }
}

/** Ada watches; Bob publishes a camera and a microphone. */
async function setUp(t: TestContext) {
  const bench = createRooms(t)
  const ada = await bench.join('Ada')
  const bob = await bench.join('Bob')
  const tracks = bob.seat.media?.tracks
  const camera = (await tracks?.produce(produceRequest('camera'))) ?? ''
  const microphone = (await tracks?.produce(produceRequest('microphone'))) ?? ''
  const media = ada.seat.media
  assert.ok(media)
  const peer = bench.media.room.peerOf(ada.seat.id)
  const batches = () => ada.connection.heard('consumers:changed')
  const added = () => batches().flatMap((batch) => batch.added)
  await settle()
  return { ...bench, gate: bench.media.gate, ada, bob, media, peer, camera, microphone, batches, added }
}

describe('SeatMedia', () => {
  it('receives sound at once, and pictures once it says that it shows them', async (t) => {
    const { media, bob, added, peer } = await setUp(t)
    assert.deepEqual(
      added().map(({ source }) => source),
      ['microphone'],
    )
    media.setView(view(bob.seat.id))
    await settle()
    assert.deepEqual(
      added().map(({ source }) => source),
      ['microphone', 'camera'],
    )
    assert.equal(peer.subscriber.consumers.size, 2)
    assert.equal(media.shows(bob.seat.id, 'camera'), true)
    assert.equal(media.shows(bob.seat.id, 'screen'), false)
    assert.equal(media.shownTiles, 1)
  })

  it('lets media flow only after the page has acknowledged it', async (t) => {
    const { media, bob, added, peer } = await setUp(t)
    media.setView(view(bob.seat.id))
    await settle()
    assert.ok([...peer.subscriber.consumers.values()].every(({ settings }) => settings === null))
    await media.acknowledgeConsumers(added().map(({ id }) => id))
    assert.ok([...peer.subscriber.consumers.values()].every(({ settings }) => settings?.paused === false))
  })

  it('closes what is not shown any more', async (t) => {
    const { media, bob, camera, batches, peer } = await setUp(t)
    media.setView(view(bob.seat.id))
    await settle()
    assert.equal(media.holds(camera), true)
    media.setView(view())
    await settle()
    assert.equal(media.holds(camera), false)
    assert.equal(batches().at(-1)?.removed.length, 1)
    assert.equal(peer.subscriber.consumers.size, 1)
  })

  it('refuses a view of everything where the operator does not allow it, and keeps the one before', async (t) => {
    const { media, bob } = await setUp(t)
    media.setView(view(bob.seat.id))
    assert.throws(() => media.setView({ ...view(), everything: true }), hasCode('policy_refused'))
    assert.equal(media.shows(bob.seat.id, 'camera'), true)
  })

  it('opens its own stream for messages once, and again after the engine refused', async (t) => {
    const { media, gate } = await setUp(t)
    const request = {
      transportId: 'transport',
      label: 'chat' as const,
      sctpStreamParameters: { streamId: 0, ordered: true },
    }
    gate.hold('channels.open')
    const refused = media.openChat(request)
    await assert.rejects(media.openChat(request), hasCode('already_exists'))
    gate.release('channels.open', new ProtocolError('not_found'))
    await assert.rejects(refused, hasCode('not_found'))
    gate.open('channels.open')
    await media.openChat(request)
    await assert.rejects(media.openChat(request), hasCode('already_exists'))
  })

  it('tells a page that comes back what it missed, and closes what it does not know', async (t) => {
    const { ada, media, bob, camera, added, batches, peer } = await setUp(t)
    media.setView(view(bob.seat.id))
    await settle()
    const known = added().filter(({ source }) => source === 'microphone')
    const own = (await media.tracks.produce(produceRequest('screen'))) ?? ''
    ada.connection.told.length = 0
    media.resync({ consumerIds: [...known.map(({ id }) => id), 'stray'], producerIds: [] })
    assert.equal(media.holds(camera), false, 'the page never opened it')
    assert.deepEqual(media.tracks.producerIds, [], 'the page does not send it any more')
    assert.ok(own)
    await settle()
    const batch = batches().at(-1)
    assert.deepEqual(batch?.removed, ['stray'])
    assert.deepEqual(
      batch?.added.map(({ source }) => source),
      ['camera'],
    )
    assert.equal(peer.subscriber.consumers.size, 2)
  })

  it('ends all that it had, once', async (t) => {
    const { media, peer } = await setUp(t)
    media.close()
    media.close()
    assert.equal(peer.closed, true)
    assert.deepEqual(media.tracks.publications, [])
    media.estimateDownlink(1000)
    assert.equal(media.isDownlinkLimited, false, 'nothing is estimated after the end')
  })

  it('tells its owner when the line takes little more than sound, and when it is wide again', async (t) => {
    const { media, ada } = await setUp(t)
    media.estimateDownlink(100_000)
    media.estimateDownlink(120_000)
    media.estimateDownlink(900_000)
    assert.deepEqual(ada.connection.heard('downlink:limited'), [{ isLimited: true }, { isLimited: false }])
  })

  it('says once what the viewer cannot decode, again after a return, and when that is over', async (t) => {
    const { media, bob, camera, peer, ada, batches } = await setUp(t)
    peer.subscriber.codecs = new Set(['audio/opus'])
    const told = () => ada.connection.heard('tracks:undecodable').map(({ tracks }) => tracks)
    media.setView(view(bob.seat.id))
    await settle()
    const list = [{ participantId: bob.seat.id, source: 'camera' }]
    assert.deepEqual(told(), [list])
    await media.reconcile()
    assert.deepEqual(told(), [list])
    media.resync({ consumerIds: [], producerIds: [] })
    await settle()
    assert.deepEqual(told(), [list, list])
    await bob.seat.media?.tracks.close(camera)
    media.setView(view(bob.seat.id))
    await settle()
    assert.deepEqual(told(), [list, list, []])
    assert.ok(batches().every(({ added }) => added.every(({ source }) => source === 'microphone')))
  })
})
