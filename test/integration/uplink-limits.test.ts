import assert from 'node:assert/strict'
import { it } from 'node:test'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { losesStream, receivesMore } from '../kit/expect-media.ts'
import { startServer } from '../kit/server.ts'

// Fifty packets of this size a second are 440 kbit/s, and a microphone may send 256.
const FLOOD_PAYLOAD_BYTES = 1100
const FLOOD_MS = 30_000

it('tells of a microphone that sends far too much, pauses it, and closes it at last', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const ada = await server.join('demo', 'Ada')
  const mallory = await server.join('demo', 'Mallory')
  const told = mallory.signaling.collect('uplink:exceeded')
  const flood = new OpusSource({ level: -20, payloadBytes: FLOOD_PAYLOAD_BYTES })
  const { producerId } = await mallory.publish('microphone', flood)
  await ada.publishMicrophone({ level: -30 })
  await ada.publishCamera()
  await bob.setView([{ participantId: ada.id }])
  await receivesMore(bob, { from: mallory, source: 'microphone' })
  await waitFor(() => (told.at(-1)?.action === 'closed' ? undefined : `told: ${JSON.stringify(told)}`), {
    timeoutMs: FLOOD_MS,
  })
  assert.deepEqual(
    told.map(({ action, source }) => [action, source]),
    [
      ['warned', 'microphone'],
      ['paused', 'microphone'],
      ['closed', 'microphone'],
    ],
  )
  assert.ok(told.every(({ bitsPerSecond, limit }) => bitsPerSecond > limit && limit === 256_000))
  assert.ok(told.every((one) => one.producerId === producerId))
  await losesStream(bob, { from: mallory, source: 'microphone' })
  // Whoever keeps to the limits was not touched.
  await receivesMore(bob, { from: ada, source: 'microphone' })
  await receivesMore(bob, { from: ada, source: 'camera' })
})

it('pauses the flood of a new seat without a warning, and leaves a neighbour of the same address alone', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const flood = async (name: string) => {
    const mallory = await server.join('demo', name)
    const told = mallory.signaling.collect('uplink:exceeded')
    await mallory.publish('microphone', new OpusSource({ level: -20, payloadBytes: FLOOD_PAYLOAD_BYTES }))
    await waitFor(() => (told.length > 0 ? undefined : 'nothing is told'), { timeoutMs: FLOOD_MS })
    return { mallory, first: told[0]?.action }
  }
  const { mallory, first } = await flood('Mallory')
  assert.equal(first, 'warned')
  await mallory.leave()
  // Ada comes from the address of Mallory, and after her.
  const ada = await server.join('demo', 'Ada')
  const told = ada.signaling.collect('uplink:exceeded')
  await ada.publishMicrophone({ level: -30 })
  assert.equal((await flood('Somebody else')).first, 'paused')
  await receivesMore(bob, { from: ada, source: 'microphone' })
  assert.deepEqual(told, [])
})
