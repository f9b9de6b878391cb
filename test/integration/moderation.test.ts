import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { RequestName, Source } from '../../protocol/index.ts'
import { requests } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { Vp8Source } from '../../tools/native-peer/vp8-source.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { isDone, startMeeting } from '../kit/moderated-room.ts'
import { sampleRequests } from '../kit/sample-requests.ts'

it('refuses a viewer every source, muted or not, and every request of hosts', async (t) => {
  const { enter, give, host } = await startMeeting(t)
  const vera = await enter('Vera')
  await give(vera, 'viewer')
  const attempts: [Source, () => OpusSource | Vp8Source][] = [
    ['microphone', () => new OpusSource()],
    ['camera', () => new Vp8Source()],
    ['screen', () => new Vp8Source({ mid: 'screen', layers: 1 })],
    ['screen-audio', () => new OpusSource({ mid: 'sound' })],
  ]
  for (const [source, make] of attempts) {
    for (const muted of [false, true]) {
      await assertRefused(vera.peer.publish(source, make(), { muted }), 'not_allowed', source)
    }
  }
  const samples = sampleRequests({ peer: vera.peer, producerId: 'none' })
  const ofHosts = (Object.keys(requests) as RequestName[]).filter((name) => {
    const row = requests[name]
    return 'action' in row && row.action !== 'raise-hand'
  })
  assert.ok(ofHosts.length > 15)
  for (const name of ofHosts) {
    await assertRefused(vera.peer.signaling.request(name, samples[name]), 'not_allowed', name)
    await assertRefused(vera.peer.signaling.request(name, {}), 'not_allowed', `${name}, before it is read`)
  }
  const { id: participantId } = vera.peer
  await assertRefused(vera.peer.signaling.request('role:set', { participantId, role: 'host' }), 'not_allowed')
  await assertRefused(
    vera.peer.signaling.request('participant:rename', { name: 'Nobody', participantId: host.peer.id }),
    'not_allowed',
  )
  await vera.peer.signaling.request('hand:set', { raised: true })
  vera.peer.chat.send('I may write.')
  await waitFor(() => (host.peer.chat.messages.length === 1 ? undefined : 'the message did not arrive'))
})

it('lets no packet of a muted person through until that person is heard again by their own will', async (t) => {
  const { enter, host } = await startMeeting(t)
  const ada = await enter('Ada')
  const bob = await enter('Bob')
  await host.peer.publishMicrophone({ level: -20 })
  const microphone = await ada.peer.publishMicrophone({ level: -20 })
  const stream = await receivesMore(bob.peer, { from: ada.peer, source: 'microphone' })
  const reply = await host.peer.signaling.request('tracks:stop', {
    participantId: ada.peer.id,
    source: 'microphone',
  })
  assert.deepEqual(reply, { stopped: 1 })
  const told = await isDone(ada, 'stopped')
  assert.equal(told.by.name, 'Grace')
  const stopped = (): unknown => bob.peer.roster.find(ada.peer.id)?.publications
  await waitFor(() => (JSON.stringify(stopped()).includes('Grace') ? undefined : 'nobody is told of it'))
  assert.deepEqual(stopped(), [{ source: 'microphone', paused: true, stoppedBy: 'Grace' }])
  // What was under way has arrived by now. Ada's client goes on to send, and others are heard all the time.
  const before = stream.counts.packets
  await receivesMore(bob.peer, { from: host.peer, source: 'microphone' }, 50)
  assert.ok(stream.counts.packets - before <= 2, `${stream.counts.packets - before} packets came through`)
  for (const peer of [host.peer, bob.peer]) {
    await assertRefused(
      peer.signaling.request('producer:resume', { producerId: microphone.producerId }),
      'not_found',
      'for somebody else',
    )
  }
  await ada.peer.signaling.request('producer:resume', { producerId: microphone.producerId })
  await receivesMore(bob.peer, { from: ada.peer, source: 'microphone' })
})

it('ends what somebody sends with their role, also what is just beginning, and lets it begin again later', async (t) => {
  const { enter, host, give } = await startMeeting(t)
  const ada = await enter('Ada')
  const bob = await enter('Bob')
  await host.peer.publishMicrophone({ level: -20 })
  const microphone = await ada.peer.publishMicrophone({ level: -20 })
  const stream = await receivesMore(bob.peer, { from: ada.peer, source: 'microphone' })
  const demoting = host.peer.signaling.request('role:set', { participantId: ada.peer.id, role: 'viewer' })
  const [camera] = await Promise.allSettled([ada.peer.publishCamera(), demoting])
  await isDone(ada, 'role')
  await waitFor(() => {
    const publications = bob.peer.roster.find(ada.peer.id)?.publications ?? []
    return publications.length > 0 && publications.every(({ paused }) => paused)
      ? undefined
      : 'Ada is still on'
  })
  if (camera.status === 'fulfilled') {
    await assertRefused(ada.peer.setMuted(camera.value, false), 'not_allowed')
  }
  await assertRefused(ada.peer.setMuted(microphone, false), 'not_allowed')
  const before = stream.counts.packets
  await receivesMore(bob.peer, { from: host.peer, source: 'microphone' }, 50)
  assert.ok(stream.counts.packets - before <= 2, `${stream.counts.packets - before} packets came through`)
  await give(ada, 'speaker')
  await ada.peer.setMuted(microphone, false)
  await receivesMore(bob.peer, { from: ada.peer, source: 'microphone' })
})

it('lets no packet through that a page sends again by itself on new transports, after a host has stopped it', async (t) => {
  const { server, enter, host } = await startMeeting(t)
  const ada = await enter('Ada')
  await ada.peer.publishMicrophone({ level: -20 })
  await receivesMore(host.peer, { from: ada.peer, source: 'microphone' })
  ada.peer.closePage()
  const order = { participantId: ada.peer.id, source: 'microphone' } as const
  assert.deepEqual(await host.peer.signaling.request('tracks:stop', order), { stopped: 1 })
  const back = await server.join('demo', 'Ada', { resumeToken: ada.peer.resumeToken })
  assert.deepEqual(back.joined.self.publications, [
    { source: 'microphone', paused: true, stoppedBy: 'Grace' },
  ])
  const moderated = back.signaling.collect('seat:moderated')
  const microphone = await back.publishMicrophone({ level: -20 })
  assert.deepEqual(
    moderated.map(({ what }) => what),
    [{ kind: 'stopped', source: 'microphone' }],
    'before it is answered',
  )
  const known = (): unknown => host.peer.roster.find(back.id)?.publications
  await waitFor(() => (JSON.stringify(known()).includes('Grace') ? undefined : 'nobody is told of it'))
  // What was under way has arrived by now. Ada's client goes on to send.
  const bob = await enter('Bob')
  await bob.peer.publishMicrophone({ level: -20 })
  await receivesMore(host.peer, { from: bob.peer, source: 'microphone' }, 50)
  const packets = host.peer.receiver.streams
    .filter(({ participantId }) => participantId === back.id)
    .map(({ counts }) => counts.packets)
  assert.ok(
    packets.every((count) => count === 0),
    `${packets.join()} packets came through`,
  )
  await back.signaling.request('producer:resume', { producerId: microphone.producerId })
  await receivesMore(host.peer, { from: back, source: 'microphone' })
})
