import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import type { Publication } from '../../tools/native-peer/publisher.ts'
import type { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { losesStream, receivesMore } from '../kit/expect-media.ts'
import { startServer } from '../kit/server.ts'

type Microphone = Publication<OpusSource>

/** A room with more open microphones than run at once, and somebody who only listens. */
async function crowdedRoom(
  t: TestContext,
  open: number,
  audio = { runningMicrophones: 3, recentSpeakers: 2, loudestSpeakers: 1 },
) {
  const server = await startServer(t, { audio })
  const listener = await server.join('demo', 'Listener')
  const speakers: { peer: NativePeer; microphone: Microphone }[] = []
  for (let index = 0; index < open; index += 1) {
    const peer = await server.join('demo', `Speaker ${index}`)
    speakers.push({ peer, microphone: await peer.publishMicrophone() })
  }
  await waitFor(() => (heard(listener).length === 0 ? undefined : `${heard(listener).length} are open`))
  return { server, listener, speakers }
}

function heard({ receiver }: NativePeer): string[] {
  return receiver.streams.filter(({ source }) => source === 'microphone').map((one) => one.participantId)
}

it('keeps no consumer for people who have not spoken lately', async (t) => {
  const { server, listener, speakers } = await crowdedRoom(t, 5)
  await waitFor(async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    return /^plenary_consumers 0$/m.test(metrics) ? undefined : 'somebody still holds a consumer'
  })

  const [ada] = speakers
  assert.ok(ada)
  ada.microphone.source.setLevel(-20)
  await receivesMore(listener, { from: ada.peer, source: 'microphone' })
  assert.deepEqual(heard(listener), [ada.peer.id])
  // The place is kept for the next word.
  ada.microphone.source.setLevel(null)
  await waitFor(() => (listener.activity.speaking.length === 0 ? undefined : 'still said to speak'))
  assert.deepEqual(heard(listener), [ada.peer.id])
})

it('forwards everybody again when clearly fewer microphones are open', async (t) => {
  const { listener, speakers } = await crowdedRoom(t, 4)
  const [ada, ...others] = speakers
  assert.ok(ada)
  const setMuted = async (muted: boolean): Promise<void> => {
    for (const { peer, microphone } of others) await peer.setMuted(microphone, muted)
  }
  await setMuted(true)
  await receivesMore(listener, { from: ada.peer, source: 'microphone' }, 1)
  assert.deepEqual(heard(listener), [ada.peer.id])
  await setMuted(false)
  await losesStream(listener, { from: ada.peer, source: 'microphone' })
})

it('sends only the loudest while too many speak, and says so', async (t) => {
  const { listener, speakers } = await crowdedRoom(t, 4)
  const [ada, bob] = speakers
  assert.ok(ada && bob)
  ada.microphone.source.setLevel(-15)
  bob.microphone.source.setLevel(-40)
  const loud = await receivesMore(listener, { from: ada.peer, source: 'microphone' }, 50)
  const quiet = await receivesMore(listener, { from: bob.peer, source: 'microphone' }, 0)
  const told = (): boolean | undefined =>
    listener.batches
      .flatMap(({ added, updated }) => [...added, ...updated])
      .filter(({ id }) => id === quiet.consumerId)
      .findLast(({ paused }) => paused !== undefined)?.paused
  await waitFor(() => (told() === true ? undefined : 'the quieter one is not paused'))
  // What was under way arrives before the louder one's next words.
  await receivesMore(listener, { from: ada.peer, source: 'microphone' }, 10)
  const { packets } = quiet.counts
  await receivesMore(listener, { from: ada.peer, source: 'microphone' }, 50)
  assert.equal(quiet.counts.packets, packets, 'a paused voice is sent')
  assert.equal(loud.counts.missing, 0)

  ada.microphone.source.setLevel(null)
  await receivesMore(listener, { from: bob.peer, source: 'microphone' })
  assert.equal(told(), false)
})

it('loses nobody to a cough', async (t) => {
  const { listener, speakers } = await crowdedRoom(t, 5)
  const [ada, bob, carol] = speakers
  assert.ok(ada && bob && carol)
  for (const { peer, microphone } of [ada, bob]) {
    microphone.source.setLevel(-20)
    await receivesMore(listener, { from: peer, source: 'microphone' }, 100)
    microphone.source.setLevel(null)
    await waitFor(() => (listener.activity.speaking.length === 0 ? undefined : 'still said to speak'))
  }
  carol.microphone.source.setLevel(-20)
  await receivesMore(listener, { from: carol.peer, source: 'microphone' }, 5)
  carol.microphone.source.setLevel(null)
  await losesStream(listener, { from: carol.peer, source: 'microphone' })
  assert.deepEqual(heard(listener).sort(), [ada.peer.id, bob.peer.id].sort())
})

it('keeps those ready who spoke lately while too many talk, and hears each of them again and again', async (t) => {
  const audio = { runningMicrophones: 3, recentSpeakers: 4, loudestSpeakers: 2 }
  const { listener, speakers } = await crowdedRoom(t, 5, audio)
  const [carol, ...others] = speakers.slice(0, 4)
  assert.ok(carol)
  carol.microphone.source.setLevel(-20)
  const voice = await receivesMore(listener, { from: carol.peer, source: 'microphone' }, 60)
  carol.microphone.source.setLevel(null)
  await waitFor(() => (listener.activity.speaking.length === 0 ? undefined : 'still said to speak'))

  for (const { microphone } of others) microphone.source.setLevel(-20)
  const streams = await Promise.all(
    others.map(async ({ peer }) => await receivesMore(listener, { from: peer, source: 'microphone' }, 1)),
  )
  await waitFor(() => (streams.some(({ paused }) => paused) ? undefined : 'nobody is too many'))
  assert.equal(voice.paused, false, 'whoever is silent has to wait for a measurement')
  assert.equal(listener.receiver.find(carol.peer.id, 'microphone'), voice)

  carol.microphone.source.setLevel(-20)
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      [carol, ...others].map(async ({ peer }) => {
        await receivesMore(listener, { from: peer, source: 'microphone' }, 20)
      }),
    )
  }
})
