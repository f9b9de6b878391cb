import assert from 'node:assert/strict'
import { it } from 'node:test'
import { VIEW_TILES_MAX, type View } from '../../protocol/index.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { Vp8Source } from '../../tools/native-peer/vp8-source.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { fill, takeSeat } from '../kit/listener.ts'
import { startServer } from '../kit/server.ts'

it('tells a newcomer at once of those who matter, and of how many there are', async (t) => {
  const server = await startServer(t, { access: { host: 'first' } })
  const guests = await fill(server, 120)
  const camera = await server.join('demo', 'Camera')
  await camera.publishCamera({ layers: 1 })
  const late = await takeSeat(await server.connect(), 'Late')
  assert.equal(late.reply.participantCount, guests.length + 1)
  assert.equal(late.reply.whole, false)
  assert.ok(late.reply.participants.length <= 16, `${late.reply.participants.length} came with the reply`)
  assert.equal(late.reply.participants[0]?.name, 'Camera', 'whoever can be seen comes first')
  assert.ok(late.roster.names.includes('Guest 0'), 'the host is not named')
  for (const { roster } of [late, ...guests.slice(0, 3)]) {
    await waitFor(() => (roster.count === 122 ? undefined : `there are ${roster.count}`))
    assert.ok(roster.others.length <= 16, `${roster.others.length} are told of`)
  }
})

it('tells whoever comes back to a large room anew whom it is told of', async (t) => {
  const server = await startServer(t, { access: { host: 'first' } })
  const guests = await fill(server, 120)
  const [host, first, gone] = guests
  assert.ok(host && first && gone)
  await first.look({ list: 'people', from: 0, count: 64 })
  first.client.close()
  await gone.client.request('room:leave', {})
  const back = await takeSeat(await server.connect(), 'Guest 1', first.reply.resumeToken)
  assert.equal(back.reply.resumed, true)
  assert.equal(back.id, first.id)
  assert.deepEqual([back.reply.whole, back.reply.participantCount], [false, 118])
  assert.ok(back.reply.participants.length <= 16, `${back.reply.participants.length} came with the reply`)
  assert.equal(back.roster.find(gone.id), undefined)
  await host.client.request('participant:rename', { name: 'Chair' })
  await waitFor(() => (back.roster.find(host.id)?.name === 'Chair' ? undefined : 'the host has the old name'))
  const later = guests.filter(({ reply }) => !reply.whole)
  const listed = later.flatMap(({ roster }) => roster.changes).some(({ complete }) => complete)
  assert.equal(listed, false, 'somebody was sent the whole list')
})

it('admits a rush in the order in which it came, and tells it in few messages', async (t) => {
  const server = await startServer(t, { access: { host: 'first' } })
  const first = await takeSeat(await server.connect(), 'First')
  const clients = await Promise.all(Array.from({ length: 100 }, async () => await server.connect()))
  const before = first.roster.changes.length
  const order: number[] = []
  await Promise.all(
    clients.map(async (client, index) => {
      await takeSeat(client, `Guest ${index}`)
      order.push(index)
    }),
  )
  assert.deepEqual(
    order,
    clients.map((_, index) => index),
  )
  await waitFor(() => (first.roster.count === 101 ? undefined : `there are ${first.roster.count}`))
  const messages = first.roster.changes.length - before
  assert.ok(messages <= 30, `${messages} messages for a hundred joins`)
})

it('refuses views that nobody can show, and goes on', async (t) => {
  const server = await startServer(t, { access: { host: 'first' } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishCamera({ layers: 1 })
  const tile = { participantId: ada.id, source: 'camera', width: 320, height: 180 }
  const absurd = {
    'five hundred tiles': { tiles: Array.from({ length: 500 }, () => tile) },
    'one tile more than a page shows': { tiles: Array.from({ length: VIEW_TILES_MAX + 1 }, () => tile) },
    'no tiles at all': { tiles: undefined },
    'a tile that is none': { tiles: [null] },
    'a negative size': { tiles: [{ ...tile, width: -320 }] },
    'a negative height': { tiles: [{ ...tile, height: -180 }] },
    'no size': { tiles: [{ ...tile, width: 0, height: 0 }] },
    'half a pixel': { tiles: [{ ...tile, width: 320.5 }] },
    'an endless size': { tiles: [{ ...tile, width: 1e9 }] },
    'a size that is no number': { tiles: [{ ...tile, height: 'tall' }] },
    'another source': { tiles: [{ ...tile, source: 'microphone' }] },
    'an id that is no text': { tiles: [{ ...tile, participantId: 7 }] },
    'an endless id': { tiles: [{ ...tile, participantId: 'x'.repeat(50_000) }] },
    'a thousand pins': { pins: Array.from({ length: 1000 }, () => ada.id) },
    'an unknown field': { surprise: true },
  }
  for (const [what, part] of Object.entries(absurd)) {
    const ack = await bob.signaling.ask('view:set', { tiles: [], pins: [], ...part })
    assert.equal(ack.ok ? 'accepted' : ack.error.code, 'bad_request', what)
  }
  // Somebody who left a moment ago may still be named, and the same tile twice.
  const shown = ['nobody-here', '__proto__', ada.id, ada.id, bob.id].map((participantId) => ({
    participantId,
  }))
  await bob.setView(shown, { pins: ['nobody-here', bob.id] })
  await receivesMore(bob, { from: ada, source: 'camera' })
  assert.deepEqual(
    bob.receiver.streams.map(({ participantId }) => participantId),
    [ada.id],
  )
})

/** A camera that counts how often somebody needs a key frame of it. */
class AskedCamera extends Vp8Source {
  asked = 0

  override keyFrameRequested(ssrc: number): void {
    this.asked += 1
    super.keyFrameRequested(ssrc)
  }
}

/** Shows one after another of some people, and somebody else at last. */
function hundredViews(shown: readonly NativePeer[], last: NativePeer): { participantId: string }[][] {
  const flicked = Array.from({ length: 99 }, (_, index) => shown[index % shown.length] ?? last)
  return [...flicked, last].map(({ id }) => [{ participantId: id }])
}

for (const [how, isInTurn] of Object.entries({ 'at once': false, 'one after another': true })) {
  it(`brings a hundred views ${how} to few changes and few key frames`, async (t) => {
    const server = await startServer(t, { limits: { requestBurst: 300 } })
    const cameras: AskedCamera[] = []
    const publishers: NativePeer[] = []
    for (const name of ['Ada', 'Bob', 'Carol', 'Eve']) {
      const peer = await server.join('demo', name)
      const { source } = await peer.publish('camera', new AskedCamera({ layers: 1 }))
      publishers.push(peer)
      cameras.push(source)
    }
    const [last, ...flicked] = publishers
    assert.ok(last)
    const dan = await server.join('demo', 'Dan')
    await dan.setView(flicked.map(({ id }) => ({ participantId: id })))
    for (const from of flicked) await receivesMore(dan, { from, source: 'camera' })

    const before = dan.batches.length
    const askedBefore = cameras.map(({ asked }) => asked)
    const begin = performance.now()
    const views = hundredViews(flicked, last)
    if (isInTurn) for (const tiles of views) await dan.setView(tiles)
    else await Promise.all(views.map((tiles) => dan.setView(tiles)))
    await receivesMore(dan, { from: last, source: 'camera' })
    const seconds = (performance.now() - begin) / 1000
    assert.equal(dan.receiver.streams.length, 1)

    // As many at once as somebody needs who turns pages in haste, and six in each second that it took.
    const most = 16 + Math.ceil(6 * seconds)
    const changes = dan.batches.slice(before)
    assert.ok(changes.length <= most, `${changes.length} changes in ${seconds} s, ${most} are allowed`)
    // Once for each picture that began; mediasoup repeats what was not answered for a second.
    const begun = changes.flatMap(({ added }) => added).length
    const asked = cameras.reduce((sum, camera, index) => sum + camera.asked - (askedBefore[index] ?? 0), 0)
    assert.ok(asked <= begun + Math.floor(seconds), `${asked} key frames for ${begun} pictures`)
  })
}

it('forwards everything only where the operator allows it', async (t) => {
  const everything: View = { tiles: [], pins: [], everything: true }
  const careful = await startServer(t, { access: { host: 'first' } })
  const eve = await careful.join('demo', 'Eve')
  await assertRefused(eve.signaling.request('view:set', everything), 'policy_refused')

  const generous = await startServer(t, {
    rooms: { policy: 'everyone' },
    audio: { runningMicrophones: 1, recentSpeakers: 1, loudestSpeakers: 1 },
    video: { maxTiles: 1 },
  })
  const publishers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => generous.join('demo', name)))
  for (const peer of publishers) {
    await peer.publishMicrophone()
    await peer.publishCamera({ layers: 3 })
  }
  const dan = await generous.join('demo', 'Dan')
  await dan.signaling.request('view:set', everything)
  for (const from of publishers) {
    await receivesMore(dan, { from, source: 'microphone' }, 1)
    const picture = await receivesMore(dan, { from, source: 'camera' })
    await waitFor(() => (picture.counts.layer === 2 ? undefined : `layer ${picture.counts.layer}`))
  }
})

it('refuses those who come when room or server are full', async (t) => {
  const server = await startServer(t, { rooms: { maxParticipants: 2 }, limits: { maxSeats: 3 } })
  await server.join('demo', 'Ada')
  await server.join('demo', 'Bob')
  await assertRefused(server.join('demo', 'Carol'), 'room_full')
  const dan = await server.join('other', 'Dan')
  await assertRefused(server.join('other', 'Eve'), 'server_full')
  const forged = { resumeToken: 'x'.repeat(40) }
  await assertRefused(server.join('other', 'Eve', forged), 'server_full')
  await assertRefused(server.join('a-new-room', 'Eve', forged), 'server_full')
  const guest = await server.connect()
  assert.equal((await guest.request('room:preview', { room: 'a-new-room' })).count, 0)
  await dan.leave()
  await server.join('other', 'Eve')
})
