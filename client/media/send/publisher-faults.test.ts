import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeTransports, FakeSignaling, settle } from '../test-media.ts'
import { FakeTrack } from '../test-track.ts'
import { Publisher } from './publisher.ts'

async function createBench() {
  const { send } = await createFakeTransports()
  const signaling = new FakeSignaling()
  const bitrates = { microphone: 40_000, camera: 1_700_000, screen: 2_500_000 }
  const publisher = new Publisher({ transport: send, signaling: signaling.asSignaling, bitrates })
  const opened = publisher.publishCamera(new FakeTrack('video', { width: 1280, height: 720 }).asTrack())
  await settle()
  const faults = () =>
    signaling.asked.filter(({ name }) => name === 'producer:fault').map(({ params }) => params)
  return { publisher, signaling, opened, faults }
}

test('a fault is told once the server knows the producer, and not again while it stays', async () => {
  const { publisher, signaling, opened, faults } = await createBench()
  const told = publisher.setFault('camera', 'muted')
  await settle()
  assert.deepEqual(faults(), [])
  signaling.last('producer:create').answer({ producerId: 'camera-1' })
  await opened
  await settle()
  signaling.last('producer:fault').answer({})
  await told
  await publisher.setFault('camera', 'muted')
  assert.deepEqual(faults(), [{ producerId: 'camera-1', fault: 'muted' }])
})

test('a fault that is over before it could be told is not told', async () => {
  const { publisher, signaling, opened, faults } = await createBench()
  const told = Promise.all([publisher.setFault('camera', 'muted'), publisher.setFault('camera', null)])
  signaling.last('producer:create').answer({ producerId: 'camera-1' })
  await opened
  await settle()
  for (const { params } of signaling.asked.filter(({ name }) => name === 'producer:fault')) {
    assert.deepEqual(params, { producerId: 'camera-1' })
  }
  signaling.last('producer:fault').answer({})
  await told
  assert.equal(faults().length, 1)
})

test('a word that was lost on the way is said again, and a source that is not sent has none', async () => {
  const { publisher, signaling, opened, faults } = await createBench()
  signaling.last('producer:create').answer({ producerId: 'camera-1' })
  await opened
  const told = publisher.setFault('camera', 'no-frames')
  await settle()
  signaling.last('producer:fault').refuse(new Error('interrupted'))
  await told
  void publisher.setFault('camera', 'no-frames')
  await publisher.setFault('microphone', 'muted')
  await settle()
  assert.equal(faults().length, 2)
})
