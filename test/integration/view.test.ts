import assert from 'node:assert/strict'
import { it } from 'node:test'
import { assertNoStrayPackets, losesStream, receivesLayer, receivesMore } from '../kit/expect-media.ts'
import { startServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

it('forwards the cameras in the view and no others, and everybody’s sound', async (t) => {
  const server = await startServer(t)
  const publishers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => server.join('demo', name)))
  const [ada, bob, carol] = publishers
  assert.ok(ada && bob && carol)
  for (const peer of publishers) {
    await peer.publishMicrophone({ level: -25 })
    await peer.publishCamera({ layers: 1 })
  }
  const dan = await server.join('demo', 'Dan')
  // Before it says what it shows, a viewer hears and sees nothing of it.
  for (const from of publishers) await receivesMore(dan, { from, source: 'microphone' })
  assert.equal(dan.receiver.streams.filter(({ kind }) => kind === 'video').length, 0)

  await dan.setView([{ participantId: bob.id }])
  await receivesMore(dan, { from: bob, source: 'camera' }, 60)
  assert.equal(dan.receiver.find(ada.id, 'camera'), undefined)
  assert.equal(dan.receiver.find(carol.id, 'camera'), undefined)

  await dan.setView([{ participantId: ada.id }, { participantId: carol.id }])
  await losesStream(dan, { from: bob, source: 'camera' })
  await receivesMore(dan, { from: ada, source: 'camera' }, 60)
  await receivesMore(dan, { from: carol, source: 'camera' })
  assert.equal(dan.receiver.find(bob.id, 'camera'), undefined)
  assertNoStrayPackets(dan)
})

it('sends nothing more for a tile that went away', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await ada.publishCamera({ layers: 1 })
  await bob.setView([{ participantId: ada.id }])
  await receivesMore(bob, { from: ada, source: 'camera' })

  await bob.setView([])
  await losesStream(bob, { from: ada, source: 'camera' })
  await receivesMore(bob, { from: ada, source: 'microphone' }, 5)
  const late = bob.receiver.packetsOfRemoved
  await receivesMore(bob, { from: ada, source: 'microphone' }, 50)
  assert.equal(bob.receiver.packetsOfRemoved, late, 'packets of a closed consumer still come')
})

it('gives each tile the simulcast layer that its pixels need', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  await ada.publishCamera({ width: 1280, height: 720, layers: 3 })
  const wanted = { from: ada, source: 'camera' } as const

  await carol.setView([{ participantId: ada.id, width: 160, height: 90 }])
  await receivesLayer(carol, wanted, 0)
  const sizes = [
    { width: 160, height: 90, layer: 0, picture: { width: 320, height: 180 } },
    { width: 640, height: 360, layer: 1, picture: { width: 640, height: 360 } },
    { width: 1920, height: 1080, layer: 2, picture: { width: 1280, height: 720 } },
    { width: 160, height: 90, layer: 0, picture: { width: 320, height: 180 } },
  ]
  for (const { width, height, layer, picture } of sizes) {
    await bob.setView([{ participantId: ada.id, width, height }])
    const stream = await receivesLayer(bob, wanted, layer)
    await waitFor(() =>
      stream.counts.size?.height === picture.height
        ? undefined
        : `a picture of ${JSON.stringify(stream.counts.size)}`,
    )
    assert.deepEqual(stream.counts.size, picture)
  }
  // One viewer's large tile does not cost the other one anything.
  assert.deepEqual([...(carol.receiver.find(ada.id, 'camera')?.counts.layers.keys() ?? [])], [0])
  // A switch of layers is invisible in the numbering of the one stream that the viewer has.
  assert.equal(bob.receiver.find(ada.id, 'camera')?.counts.missing, 0)
  assert.equal(bob.batches.length, 1, 'a switch of layers must not open a new consumer')
  assertNoStrayPackets(bob, carol)
})

it('forwards no more tiles than the operator allows, the important ones first', async (t) => {
  const server = await startServer(t, { video: { maxTiles: 2 } })
  const publishers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => server.join('demo', name)))
  const [ada, bob, carol] = publishers
  assert.ok(ada && bob && carol)
  for (const peer of publishers) await peer.publishCamera({ layers: 1 })
  const dan = await server.join('demo', 'Dan')
  const tiles = publishers.map(({ id }, index) => ({ participantId: id, width: 320 + index, height: 180 }))
  await dan.setView(tiles, { pins: [ada.id] })
  await receivesMore(dan, { from: ada, source: 'camera' })
  await receivesMore(dan, { from: carol, source: 'camera' })
  assert.equal(dan.receiver.find(bob.id, 'camera'), undefined)
})

it('starts a consumer only when the client has acknowledged it', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  await ada.publishMicrophone({ level: -20 })
  const bob = await server.join('demo', 'Bob', { acknowledges: false })
  const carol = await server.join('demo', 'Carol')

  await waitFor(() => (bob.receiver.find(ada.id, 'microphone') ? undefined : 'no consumer'))
  // Acknowledging something else starts nothing.
  await bob.acknowledge(['unknown'])
  await receivesMore(carol, { from: ada, source: 'microphone' }, 50)
  assert.equal(
    bob.receiver.find(ada.id, 'microphone')?.counts.packets,
    0,
    'media came before the acknowledgement',
  )

  const ids = bob.receiver.streams.map(({ consumerId }) => consumerId)
  await bob.acknowledge([...ids, ...ids, 'unknown'])
  await receivesMore(bob, { from: ada, source: 'microphone' })
  assertNoStrayPackets(bob)
})

it('ends in the last view however fast views follow each other', async (t) => {
  const server = await startServer(t)
  const publishers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => server.join('demo', name)))
  for (const peer of publishers) await peer.publishCamera()
  const [ada, bob, carol] = publishers
  assert.ok(ada && bob && carol)
  const dan = await server.join('demo', 'Dan')

  // Acknowledgements, new batches and closings cross each other on the way.
  const views = Array.from({ length: 60 }, (_, index) =>
    publishers
      .filter((_peer, position) => (index >> position) % 2 === 1)
      .map(({ id }) => ({
        participantId: id,
        width: 160 + (index % 4) * 400,
        height: 90 + (index % 4) * 225,
      })),
  )
  await Promise.all(views.map((tiles) => dan.setView(tiles)))
  await dan.setView([
    { participantId: ada.id, width: 1280, height: 720 },
    { participantId: carol.id, width: 160, height: 90 },
  ])
  await losesStream(dan, { from: bob, source: 'camera' })
  await receivesLayer(dan, { from: ada, source: 'camera' }, 2)
  await receivesLayer(dan, { from: carol, source: 'camera' }, 0)
  await receivesMore(dan, { from: ada, source: 'camera' })
  await receivesMore(dan, { from: carol, source: 'camera' })
  assertNoStrayPackets(dan)
})

it('keeps the sound running while the view changes', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await ada.publishCamera()
  const sound = await receivesMore(bob, { from: ada, source: 'microphone' })
  for (let round = 0; round < 5; round += 1) {
    await bob.setView([{ participantId: ada.id, width: 320, height: 180 }])
    await receivesMore(bob, { from: ada, source: 'camera' }, 3)
    await bob.setView([])
    await losesStream(bob, { from: ada, source: 'camera' })
  }
  await receivesMore(bob, { from: ada, source: 'microphone' })
  assert.equal(bob.receiver.find(ada.id, 'microphone'), sound, 'the sound was interrupted')
  assert.equal(sound.counts.missing, 0)
})
