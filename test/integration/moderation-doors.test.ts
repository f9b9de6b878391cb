import assert from 'node:assert/strict'
import { it } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { isDone, startMeeting, type ModeratedPeer } from '../kit/moderated-room.ts'

const isEnded = async ({ peer }: ModeratedPeer, code: string): Promise<void> =>
  await waitFor(() =>
    peer.ended?.code === code ? undefined : `${peer.joined.self.name} was not told ${code}`,
  )

it('ends the meeting for everybody, and a new one of the same name knows nothing of it', async (t) => {
  const { server, enter, host } = await startMeeting(t)
  const people = [host, await enter('Ada'), await enter('Bob')]
  await assertRefused(
    people[1]?.peer.signaling.request('room:end', { seconds: 0 }) ?? Promise.resolve(),
    'not_allowed',
  )
  await host.peer.signaling.request('room:end', { seconds: 300 })
  for (const { peer, states } of people) {
    await waitFor(() =>
      states.at(-1)?.ending?.by.name === 'Grace' ? undefined : `${peer.id} sees no countdown`,
    )
  }
  await host.peer.signaling.request('room:end', { seconds: null })
  await waitFor(() => (people[1]?.states.at(-1)?.ending ? 'it still ends' : undefined))
  await host.peer.signaling.request('room:end', { seconds: 0 })
  for (const person of people) await isEnded(person, 'room_ended')
  const next = await server.join('demo', 'Carol')
  assert.deepEqual(
    [next.joined.participants, next.joined.participantCount, next.joined.state],
    [[], 0, undefined],
  )
})

it('removes somebody for good who is just coming back, and lets them come as somebody new', async (t) => {
  const { server, enter, host } = await startMeeting(t)
  const ada = await enter('Ada')
  ada.peer.breakLine()
  const signaling = await server.connect()
  const coming = NativePeer.takeSeat(signaling, {
    url: server.url,
    room: 'demo',
    name: 'Ada',
    resumeToken: ada.peer.resumeToken,
  })
  const removing = host.peer.signaling.request('participant:remove', {
    participantId: ada.peer.id,
    ban: false,
  })
  const [came] = await Promise.allSettled([coming, removing])
  await removing
  if (came.status === 'fulfilled') {
    const { value: peer } = came
    t.after(() => peer.close())
    await isEnded({ peer, done: [], states: [] }, 'removed')
  } else {
    await assertRefused(coming, 'removed')
  }
  await waitFor(() => (host.peer.roster.others.length === 0 ? undefined : 'Ada is still there'))
  const again = await server.join('demo', 'Ada')
  assert.notEqual(again.id, ada.peer.id)
})

it('tells a refused message to its sender alone, and takes the messages of hosts', async (t) => {
  const { enter, host, give } = await startMeeting(t)
  const ada = await enter('Ada')
  const vera = await enter('Vera')
  await give(vera, 'viewer')
  const first = ada.peer.chat.send('One')
  await waitFor(() => (ada.peer.chat.answer(first) ? undefined : 'the message is not acknowledged'))
  await host.peer.signaling.request('participant:rename', { name: 'Augusta', participantId: ada.peer.id })
  assert.deepEqual((await isDone(ada, 'renamed')).what, { kind: 'renamed', name: 'Augusta' })
  const second = ada.peer.chat.send('Two')
  await waitFor(() => (vera.peer.chat.texts.includes('Two') ? undefined : 'the second message lacks'))
  assert.ok(second)
  const { entries } = await host.peer.signaling.request('log:read', { limit: 100 })
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['renamed', 'role-changed', 'joined', 'joined', 'joined'],
  )
  assert.doesNotMatch(JSON.stringify(entries), /One|Two/)
})

it('writes who decided what to the log of the server, in ids and without a name', async (t) => {
  const { server, enter, host } = await startMeeting(t)
  const ada = await enter('Ada Secret')
  const participantId = ada.peer.id
  await host.peer.signaling.request('participant:rename', { name: 'Hidden Name', participantId })
  await host.peer.signaling.request('role:set', { participantId, role: 'viewer' })
  await host.peer.signaling.request('participant:remove', { participantId, ban: true })
  const lines = server.log.filter(({ msg }) => /^participant re|^role changed/.test(msg))
  assert.deepEqual(
    lines.map(({ msg, by, participant }) => [msg, by, participant]),
    ['participant renamed', 'role changed', 'participant removed'].map((msg) => [
      msg,
      host.peer.id,
      participantId,
    ]),
  )
  assert.doesNotMatch(JSON.stringify(server.log), /Secret|Hidden/)
})
