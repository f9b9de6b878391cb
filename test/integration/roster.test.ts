import assert from 'node:assert/strict'
import { it } from 'node:test'
import { assertRefused } from '../kit/assert-refused.ts'
import { startServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

it('shows two participants to each other, under clean names', async (t) => {
  const server = await startServer(t, { access: { host: 'first' } })
  const ada = await server.join('Team Meeting!', '  Ada   Lovelace\u202e ')
  const bob = await server.join('team-meeting', 'Bob')

  assert.equal((await ada.signaling.request('room:preview', { room: 'Team Meeting!' })).room, 'team-meeting')
  assert.equal(ada.joined.self.name, 'Ada Lovelace')
  assert.equal(ada.joined.self.role, 'host')
  assert.deepEqual(ada.joined.participants, [])
  assert.equal(bob.joined.self.role, 'speaker')
  assert.deepEqual(
    bob.joined.participants.map(({ id, name, role }) => ({ id, name, role })),
    [{ id: ada.id, name: 'Ada Lovelace', role: 'host' }],
  )
  await waitFor(() => (ada.roster.find(bob.id)?.name === 'Bob' ? undefined : 'Ada does not see Bob'))
  assert.deepEqual(ada.roster.find(bob.id), bob.joined.self)
})

it('tells the others of new names and raised hands', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')

  const { name } = await bob.signaling.request('participant:rename', { name: ' Robert   B. ' })
  assert.equal(name, 'Robert B.')
  await bob.signaling.request('hand:set', { raised: true })
  await waitFor(() => {
    const seen = ada.roster.find(bob.id)
    return seen?.name === 'Robert B.' && seen.handRaisedAt !== null
      ? undefined
      : 'Ada does not see the change'
  })
  const raisedAt = ada.roster.find(bob.id)?.handRaisedAt ?? 0
  assert.ok(Math.abs(Date.now() - raisedAt) < 60_000)

  // Raising it again keeps the place in the queue.
  await bob.signaling.request('hand:set', { raised: true })
  await bob.signaling.request('participant:rename', { name: 'Bob' })
  await waitFor(() => (ada.roster.find(bob.id)?.name === 'Bob' ? undefined : 'Ada does not see the old name'))
  assert.equal(ada.roster.find(bob.id)?.handRaisedAt, raisedAt)

  await bob.signaling.request('hand:set', { raised: false })
  await waitFor(() => (ada.roster.find(bob.id)?.handRaisedAt === null ? undefined : 'the hand stays up'))
  assert.equal(ada.joined.self.handRaisedAt, null)
  await waitFor(() => (bob.roster.self?.handRaisedAt === null ? undefined : 'Bob misses his own change'))
})

it('takes away who leaves, and lets the same connection join again', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await waitFor(() => (ada.roster.names.length === 1 ? undefined : 'Ada does not see Bob'))

  await bob.leave()
  await waitFor(() => (ada.roster.names.length === 0 ? undefined : 'Bob is still shown'))
  await assertRefused(bob.signaling.request('room:leave', {}), 'not_joined')

  const again = await bob.signaling.request('room:join', {
    room: 'demo',
    name: 'Bob',
    rtpCapabilities: bob.signaling.welcome.rtpCapabilities,
    resumeToken: bob.resumeToken,
  })
  // A seat that was given up does not come back, even to its owner.
  assert.equal(again.resumed, false)
  assert.notEqual(again.self.id, bob.id)
  await waitFor(() => (ada.roster.find(again.self.id) ? undefined : 'Ada does not see Bob again'))
})

it('announces people who join shortly after each other in few messages', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const count = 20
  const clients = await Promise.all(Array.from({ length: count }, () => server.connect()))
  const before = ada.roster.changes.length
  const startedAt = performance.now()
  for (const [index, client] of clients.entries()) {
    const { rtpCapabilities } = client.welcome
    await client.request('room:join', { room: 'demo', name: `Guest ${index}`, rtpCapabilities })
  }
  await waitFor(() =>
    ada.roster.others.length === count ? undefined : `${ada.roster.others.length} are shown`,
  )
  const messages = ada.roster.changes.length - before
  // Changes within a tenth of a second travel together.
  const most = (performance.now() - startedAt) / 100 + 2
  assert.ok(messages <= most, `${count} joins took ${messages} messages, more than ${Math.floor(most)}`)
  const joined = ada.roster.changes.flatMap((change) => change.joined.map(({ id }) => id))
  assert.equal(new Set(joined).size, joined.length, 'somebody was announced twice')
})

it('tells what a person publishes, and whether it is muted', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  const shown = () => JSON.stringify(ada.roster.find(bob.id)?.publications ?? [])

  const microphone = await bob.publishMicrophone()
  await waitFor(() => (shown() === '[{"source":"microphone","paused":false}]' ? undefined : shown()))
  await bob.setMuted(microphone, true)
  await waitFor(() => (shown() === '[{"source":"microphone","paused":true}]' ? undefined : shown()))
  const carol = await server.join('demo', 'Carol')
  assert.deepEqual(carol.roster.find(bob.id)?.publications, [{ source: 'microphone', paused: true }])
  await bob.unpublish(microphone)
  await waitFor(() => (shown() === '[]' ? undefined : shown()))
})

it('forgets a room when the last one left', async (t) => {
  const server = await startServer(t, { access: { host: 'first' } })
  const ada = await server.join('demo', 'Ada')
  ada.chat.send('for nobody')
  await waitFor(() => (ada.chat.texts.length === 1 ? undefined : 'no message'))
  await ada.leave()
  await waitFor(() => server.log.find(({ msg }) => msg === 'room closed') ?? 'the room stays open')

  const bob = await server.join('demo', 'Bob')
  assert.equal(bob.joined.self.role, 'host')
  assert.deepEqual(bob.joined.participants, [])
  await waitFor(() => (bob.chat.caughtUp ? undefined : 'no history'))
  assert.deepEqual(bob.chat.texts, [])
})
