import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import type { RuleChanges } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { hostRoom, Visitor } from '../kit/doors.ts'
import { startServer } from '../kit/server.ts'

function storage(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-doors-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'plenary.sqlite')
}

it('makes nobody host by coming first, and a room somebody’s who asks for it', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  assert.equal(ada.joined.self.role, 'speaker')
  assert.equal(ada.joined.state, undefined, 'an open room costs no byte more')
  const other = await server.connect()
  await assertRefused(other.request('room:claim', { room: 'demo', name: 'Eve' }), 'not_allowed')
  const states = ada.signaling.collect('room:state')
  const { owner } = await ada.signaling.request('room:claim', { room: 'Demo', name: 'Ada' })
  await waitFor(() => (states.some((state) => state.owner === 'Ada') ? undefined : 'nobody was told'))
  assert.deepEqual(await ada.signaling.request('owner:link', {}), { owner })
  await assertRefused(other.request('room:claim', { room: 'demo', name: 'Eve' }), 'room_owned')
  assert.deepEqual(await other.request('room:preview', { room: 'demo' }), {
    room: 'demo',
    count: 1,
    names: [],
    owner: 'Ada',
  })
})

it('gives the owner the room in a second tab, after a reload and after a crash', async (t) => {
  const server = await startServer(t)
  const { owner, host } = await hostRoom(server)
  await host.signaling.request('rules:set', { locked: true, lobby: true })
  const second = await server.join('demo', 'Host', { credentials: { owner } })
  assert.equal(second.joined.self.role, 'host')
  assert.notEqual(second.id, host.id)
  host.signaling.closePage()
  const reloaded = await server.join('demo', 'Host', { resumeToken: host.resumeToken })
  assert.deepEqual([reloaded.id, reloaded.joined.self.role], [host.id, 'host'])
  second.breakLine()
  const crashed = await server.join('demo', 'Host', { resumeToken: second.resumeToken })
  assert.deepEqual([crashed.id, crashed.joined.self.role], [second.id, 'host'])
  const guest = await Visitor.connect(server, 'Guest')
  await assertRefused(guest.join(), 'room_locked')
  await assertRefused(guest.join({ owner: `${owner}A` }), 'room_locked')
  await assertRefused(guest.join({ owner: crashed.resumeToken, pass: owner }), 'room_locked')
})

it('says at each door what is in the way, and lets nobody in by asking in another order', async (t) => {
  const server = await startServer(t)
  const { host } = await hostRoom(server)
  const set = (rules: RuleChanges) => host.signaling.request('rules:set', rules)
  const eve = await Visitor.connect(server, 'Eve')
  await set({ locked: true })
  await assertRefused(eve.join(), 'room_locked')
  await assertRefused(eve.knock(), 'room_locked')
  await set({ locked: false })
  await host.signaling.request('password:set', { password: 'correct horse' })
  await assertRefused(eve.join(), 'password_required')
  await assertRefused(eve.join({ password: 'battery staple' }), 'password_wrong')
  await assertRefused(eve.knock({ credentials: { password: 'wrong' } }), 'password_wrong')
  await set({ lobby: true })
  await assertRefused(eve.join({ password: 'correct horse' }), 'lobby_wait')
  assert.deepEqual(await eve.line.request('room:preview', { room: 'demo' }), {
    room: 'demo',
    count: 0,
    names: [],
  })
  await set({ lobby: false })
  const reply = await eve.join({ password: 'correct horse' })
  assert.equal(reply.state?.rules?.hasPassword, true)
  const lines = JSON.stringify(server.log)
  assert.doesNotMatch(lines, /correct horse|battery staple/)
})

it('refuses what strangers and viewers may not do at the doors', async (t) => {
  const server = await startServer(t)
  const { host } = await hostRoom(server)
  await host.signaling.request('rules:set', { webinar: true })
  const eve = await server.join('demo', 'Eve')
  assert.equal(eve.joined.self.role, 'viewer')
  const { signaling } = eve
  await assertRefused(signaling.request('rules:set', { locked: true }), 'not_allowed')
  await assertRefused(signaling.request('password:set', { password: null }), 'not_allowed')
  await assertRefused(signaling.request('lobby:list', {}), 'not_allowed')
  await assertRefused(signaling.request('lobby:admit', { knockers: 'all' }), 'not_allowed')
  await assertRefused(
    signaling.request('invitation:create', { role: 'host', uses: 1, minutes: 1 }),
    'not_allowed',
  )
  await assertRefused(signaling.request('invitation:list', {}), 'not_allowed')
  await assertRefused(signaling.request('owner:link', {}), 'not_allowed')
  await assertRefused(signaling.request('lobby:knock', { room: 'demo', name: 'Eve' }), 'already_joined')
  await assertRefused(
    host.signaling.request('rules:set', {
      hours: { timeZone: 'Europe/Atlantis', windows: [{ days: [1], from: '08:00', until: '09:00' }] },
    }),
    'bad_request',
  )
})

it('counts the uses of an invitation over a restart', async (t) => {
  const file = storage(t)
  const before = await startServer(t, { storage: { file } })
  const { owner, host } = await hostRoom(before)
  await host.signaling.request('rules:set', { locked: true })
  const { secret, invitation } = await host.signaling.request('invitation:create', {
    role: 'co-host',
    uses: 2,
    minutes: 60,
  })
  const bob = await before.join('demo', 'Bob', { credentials: { invitation: secret } })
  assert.equal(bob.joined.self.role, 'co-host')
  await before.close()

  const after = await startServer(t, { storage: { file } })
  const eve = await Visitor.connect(after, 'Eve')
  await assertRefused(eve.join(), 'room_locked')
  const carol = await after.join('demo', 'Carol', { credentials: { invitation: secret } })
  assert.equal(carol.joined.self.role, 'co-host')
  await assertRefused(eve.join({ invitation: secret }), 'invitation_invalid')
  await assertRefused(eve.join({ invitation: `${invitation.id}.${'A'.repeat(43)}` }), 'invitation_invalid')
  const again = await after.join('demo', 'Host', { credentials: { owner } })
  assert.equal(again.joined.self.role, 'host')
  assert.deepEqual((await again.signaling.request('invitation:list', {})).invitations, [])
})

it('keeps a room protected while nobody is in it, and over a restart', async (t) => {
  const file = storage(t)
  const before = await startServer(t, { storage: { file } })
  const { owner, host } = await hostRoom(before)
  await host.signaling.request('password:set', { password: 'open' })
  await host.leave()
  const eve = await Visitor.connect(before, 'Eve')
  await assertRefused(eve.join(), 'password_required')
  await before.close()
  const after = await startServer(t, { storage: { file } })
  const later = await Visitor.connect(after, 'Eve')
  await assertRefused(later.join({ password: 'shut' }), 'password_wrong')
  await later.join({ password: 'open' })
  await after.join('demo', 'Host', { credentials: { owner } })
})
