import assert from 'node:assert/strict'
import { it } from 'node:test'
import { unpackConsumers } from '../../protocol/index.ts'
import { assertNoStrayPackets, assertWhole, losesStream, receivesMore } from '../kit/expect-media.ts'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { startServer } from '../kit/server.ts'
import { Vp8Source } from '../../tools/native-peer/vp8-source.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

it('carries sound and pictures whole, beginning with a key frame', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const microphone = await ada.publishMicrophone({ level: -20 })
  const camera = await ada.publishCamera()
  await bob.setView([{ participantId: ada.id }])

  const sound = await receivesMore(bob, { from: ada, source: 'microphone' }, 50)
  const picture = await receivesMore(bob, { from: ada, source: 'camera' }, 50)
  assertWhole(sound, microphone.source.stampNumber)
  assertWhole(picture, camera.source.stampNumber)
  assert.ok(picture.counts.keyFrames >= 1)
  assertNoStrayPackets(ada, bob)
  assert.deepEqual(ada.receiver.streams, [], 'Ada receives herself')
})

it('carries simulcast whose layers have names instead of announced SSRCs', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const camera = await ada.publishCamera({ naming: 'rid' })
  await bob.setView([{ participantId: ada.id }])
  assertWhole(await receivesMore(bob, { from: ada, source: 'camera' }, 50), camera.source.stampNumber)
})

it('carries a camera, a screen and its sound of one person side by side', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const camera = await ada.publishCamera({ layers: 1 })
  const screen = await ada.publishScreen({ width: 1920, height: 1080 })
  const sound = await ada.publish('screen-audio', new OpusSource({ mid: 'screen-audio', level: -30 }))
  await bob.setView([
    { participantId: ada.id },
    { participantId: ada.id, source: 'screen', width: 1920, height: 1080 },
  ])
  for (const [source, publication] of Object.entries({ camera, screen, 'screen-audio': sound })) {
    const stream = await receivesMore(bob, { from: ada, source: source as 'camera' }, 30)
    assertWhole(stream, publication.source.stampNumber)
  }
  assert.deepEqual(bob.receiver.find(ada.id, 'screen')?.counts.size, { width: 1920, height: 1080 })
})

it('brings a key frame of a single stream with temporal layers, which no receiver asked for', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishScreen({ temporalLayers: 3 })
  await bob.setView([{ participantId: ada.id, source: 'screen' }])
  const stream = await receivesMore(bob, { from: ada, source: 'screen' }, 1)
  await waitFor(() => (stream.counts.keyFrames > 0 ? undefined : 'nothing that a decoder could begin with'))
})

it('brings a newcomer everything that runs already', async (t) => {
  const server = await startServer(t)
  const publishers = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => server.join('demo', name)))
  await Promise.all(
    publishers.flatMap((peer) => [peer.publishMicrophone({ level: -25 }), peer.publishCamera({ layers: 1 })]),
  )
  const dan = await server.join('demo', 'Dan')
  await dan.setView(publishers.map(({ id }) => ({ participantId: id })))
  for (const from of publishers) {
    await receivesMore(dan, { from, source: 'microphone' })
    const picture = await receivesMore(dan, { from, source: 'camera' })
    assert.ok(picture.counts.keyFrames >= 1, 'a newcomer cannot decode without a key frame')
  }
  assertNoStrayPackets(dan, ...publishers)
})

it('tells each stream’s own codec parameters, also when many come at once', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const stereo = new OpusSource({ mid: 'screen-audio', level: -30 })
  for (const codec of stereo.rtpParameters.codecs) codec.parameters = { stereo: 1, 'sprop-stereo': 1 }
  await ada.publishMicrophone({ level: -20 })
  await ada.publishScreen()
  await ada.publish('screen-audio', stereo)
  const bob = await server.join('demo', 'Bob')
  await waitFor(() => (bob.receiver.streams.length === 2 ? undefined : 'not all streams are open'))
  const parameters = Object.fromEntries(
    bob.batches
      .flatMap(unpackConsumers)
      .map(({ source, rtpParameters }) => [source, rtpParameters.codecs[0]?.parameters]),
  )
  assert.deepEqual(parameters['screen-audio'], { stereo: 1, 'sprop-stereo': 1 })
  assert.deepEqual(parameters.microphone, { useinbandfec: 1, usedtx: 1 })
})

it('stops a paused microphone and starts it again, even when its owner goes on sending', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const { producerId } = await ada.publishMicrophone({ level: -20 })
  await ada.publishCamera({ layers: 1 })
  await bob.setView([{ participantId: ada.id }])
  const sound = await receivesMore(bob, { from: ada, source: 'microphone' })

  await ada.signaling.request('producer:pause', { producerId })
  // What was under way arrives before this picture does.
  await receivesMore(bob, { from: ada, source: 'camera' }, 5)
  const { packets } = sound.counts
  await receivesMore(bob, { from: ada, source: 'camera' }, 60)
  assert.equal(sound.counts.packets, packets, 'a paused microphone is heard')
  assert.ok(bob.receiver.find(ada.id, 'microphone'), 'a pause must not close the consumer')

  await ada.signaling.request('producer:resume', { producerId })
  await receivesMore(bob, { from: ada, source: 'microphone' })
})

it('closes the consumers of a producer that was closed, and lets its owner publish anew', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const first = await ada.publishCamera()
  await bob.setView([{ participantId: ada.id }])
  const before = await receivesMore(bob, { from: ada, source: 'camera' })

  await ada.unpublish(first)
  await losesStream(bob, { from: ada, source: 'camera' })
  const second = await ada.publish('camera', new Vp8Source({ mid: 'camera-2' }))
  // The view still names the tile, so nothing more needs to be said.
  const after = await receivesMore(bob, { from: ada, source: 'camera' })
  assert.notEqual(after.consumerId, before.consumerId)
  assertWhole(after, second.source.stampNumber)
})

it('lets a mid be used again after its producer was closed', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  await ada.unpublish(await ada.publishMicrophone())
  await ada.publishMicrophone()
})

it('ends what somebody sent when they leave', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  await ada.leave()
  await losesStream(bob, { from: ada, source: 'microphone' })
})

it('publishes paused when that is asked for', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const media = new OpusSource({ level: -20 })
  const { producerId } = await ada.signaling.request('producer:create', {
    transportId: ada.sendTransport.id,
    kind: 'audio',
    source: 'microphone',
    rtpParameters: media.rtpParameters,
    paused: true,
  })
  media.start(ada.sendTransport)
  t.after(() => media.stop())
  await waitFor(() => (bob.receiver.find(ada.id, 'microphone') ? undefined : 'no consumer'))
  assert.equal(bob.receiver.find(ada.id, 'microphone')?.producerPaused, true)
  await waitFor(() =>
    bob.roster.find(ada.id)?.publications.some(({ paused }) => paused) ? undefined : 'not shown as muted',
  )
  assert.equal(bob.receiver.find(ada.id, 'microphone')?.counts.packets, 0)
  await ada.signaling.request('producer:resume', { producerId })
  await receivesMore(bob, { from: ada, source: 'microphone' })
})
