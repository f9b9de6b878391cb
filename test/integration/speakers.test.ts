import assert from 'node:assert/strict'
import { it } from 'node:test'
import { receivesMore } from '../kit/expect-media.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

async function hearsMoreActivity(peer: NativePeer, messages: number): Promise<void> {
  const goal = peer.activity.entries.length + messages
  await waitFor(() =>
    peer.activity.entries.length >= goal ? undefined : 'the activity stream says too little',
  )
}

async function sees(peer: NativePeer, dominant: NativePeer | null, speaking: NativePeer[]): Promise<void> {
  const wanted = JSON.stringify([dominant?.id ?? null, speaking.map(({ id }) => id)])
  await waitFor(() => {
    const { latest } = peer.activity
    const seen = JSON.stringify([latest?.dominant ?? null, peer.activity.speaking])
    return latest && seen === wanted
      ? undefined
      : `${peer.joined.self.name} sees ${seen} instead of ${wanted}`
  })
}

it('names those who speak, the loudest first, and who holds the floor', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  const adas = await ada.publishMicrophone({ level: -20 })
  const bobs = await bob.publishMicrophone()
  await carol.publishMicrophone()
  await sees(carol, ada, [ada])
  const [speech] = carol.activity.latest?.speaking ?? []
  assert.ok(Math.abs((speech?.[1] ?? 0) - -20) <= 2, `the level is ${speech?.[1]}`)

  bobs.source.setLevel(-40)
  await sees(carol, ada, [ada, bob])
  adas.source.setLevel(null)
  bobs.source.setLevel(null)
  // Nobody speaks; the floor stays with the last one.
  await waitFor(() => (carol.activity.speaking.length === 0 ? undefined : 'somebody still speaks'))
  assert.notEqual(carol.activity.latest?.dominant, null)
  // Everybody sees the same.
  await sees(ada, carol.activity.latest?.dominant === bob.id ? bob : ada, [])
})

it('says nothing while all are silent or below the threshold', async (t) => {
  const server = await startServer(t, { speakers: { thresholdDbov: -50 } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  await ada.publishMicrophone()
  await bob.publishMicrophone({ level: -60 })
  await receivesMore(carol, { from: bob, source: 'microphone' }, 75)
  await receivesMore(carol, { from: ada, source: 'microphone' }, 1)
  assert.deepEqual(carol.activity.entries, [])
})

it('keeps the floor with whoever speaks, however close another one is', async (t) => {
  const server = await startServer(t, { speakers: { dominantHoldMs: 0 } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -25 })
  await sees(bob, ada, [ada])
  await bob.publishMicrophone({ level: -24 })
  await waitFor(() => (bob.activity.speaking.length === 2 ? undefined : 'Bob does not speak'))
  await hearsMoreActivity(bob, 8)
  assert.deepEqual(bob.activity.dominants, [ada.id])
})

it('gives the floor to who goes on speaking, once, and not too early', async (t) => {
  const dominantHoldMs = 1500
  const server = await startServer(t, { speakers: { dominantHoldMs } })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const carol = await server.join('demo', 'Carol')
  const adas = await ada.publishMicrophone({ level: -30 })
  await sees(carol, ada, [ada])
  await bob.publishMicrophone({ level: -25 })
  adas.source.setLevel(null)
  await sees(carol, bob, [bob])
  await hearsMoreActivity(carol, 4)
  assert.deepEqual(carol.activity.dominants, [ada.id, bob.id])
  const at = (id: string) => carol.activity.entries.find(({ activity }) => activity.dominant === id)?.at ?? 0
  const held = at(bob.id) - at(ada.id)
  // Both moments are seen through one network; a quarter of a second is one measurement.
  assert.ok(held >= dominantHoldMs - 250, `the floor changed after ${Math.round(held)} ms`)
})

it('takes a muted speaker off at once, even when the client goes on sending', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const { producerId } = await ada.publishMicrophone({ level: -20 })
  await sees(bob, ada, [ada])
  await ada.signaling.request('producer:pause', { producerId })
  await sees(bob, null, [])
  const from = bob.activity.entries.length
  // Until the stream falls silent, and then while somebody else speaks.
  const bobs = await bob.publishMicrophone({ level: -30 })
  await sees(ada, bob, [bob])
  await hearsMoreActivity(bob, 6)
  const later = bob.activity.entries
    .slice(from)
    .flatMap(({ activity }) => activity.speaking.map(([id]) => id))
  assert.ok(!later.includes(ada.id), 'a muted person speaks')

  await ada.signaling.request('producer:resume', { producerId })
  bobs.source.setLevel(null)
  await waitFor(() =>
    bob.activity.speaking.includes(ada.id) ? undefined : 'Ada is not heard after the resume',
  )
})

it('frees the floor when its holder leaves, and tells newcomers who holds it', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await sees(bob, ada, [ada])
  const carol = await server.join('demo', 'Carol')
  assert.equal(carol.joined.dominantSpeaker, ada.id)
  await ada.leave()
  await sees(bob, null, [])
  const dan = await server.join('demo', 'Dan')
  assert.equal(dan.joined.dominantSpeaker, null)
})
