import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { requests, type RequestName } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused, refusalCode } from '../kit/assert-refused.ts'
import { hostRoom, Visitor } from '../kit/doors.ts'
import { sampleRequests } from '../kit/sample-requests.ts'
import { startServer, type ServerSettings } from '../kit/server.ts'

/** A room with a lobby, its host inside. */
async function openLobby(t: TestContext, settings: ServerSettings = {}) {
  const server = await startServer(t, settings)
  const { owner, host } = await hostRoom(server)
  await host.signaling.request('rules:set', { lobby: true })
  const changes = host.signaling.collect('lobby:changed')
  const shows = async (count: number) =>
    await waitFor(() => (changes.at(-1)?.count === count ? undefined : `${changes.at(-1)?.count} wait`))
  return { server, owner, host, shows, request: host.signaling }
}

it('lets people in whom a host admits, and no others', async (t) => {
  const { server, request, shows } = await openLobby(t)
  const bob = await Visitor.connect(server, 'Bob')
  const eve = await Visitor.connect(server, 'Eve')
  await assertRefused(bob.join(), 'lobby_wait')
  const { id, canBeAdmitted } = await bob.knock()
  assert.equal(canBeAdmitted, true)
  await eve.knock()
  await shows(2)
  assert.deepEqual(await request.request('lobby:message', { text: 'Soon.' }), { told: 2 })
  assert.deepEqual(await request.request('lobby:admit', { knockers: [id] }), { admitted: 1 })
  const pass = await bob.pass()
  await assertRefused(eve.join({ pass }), 'lobby_wait')
  assert.equal((await bob.join({ pass })).self.role, 'speaker')
  assert.deepEqual(await request.request('lobby:deny', { knockers: 'all' }), { denied: 1 })
  await assert.rejects(eve.pass(), /lobby_denied/)
  await shows(0)
  const replay = await Visitor.connect(server, 'Bob')
  await assertRefused(replay.join({ pass }), 'lobby_wait')
})

it('answers whoever waits as it answers whoever has no seat, whatever they ask for', async (t) => {
  const { server, host, shows } = await openLobby(t)
  const { producerId } = await host.publishMicrophone()
  const mallory = await Visitor.connect(server, 'Mallory')
  await mallory.knock()
  await shows(1)
  const samples = sampleRequests({ peer: host, producerId })
  const seated = (Object.keys(requests) as RequestName[]).filter(
    (name) => requests[name].permission === 'participant',
  )
  assert.ok(seated.length > 20)
  for (const name of seated)
    assert.equal(refusalCode(await mallory.line.ask(name, samples[name]), name), 'not_joined')
  assert.deepEqual(host.roster.names, [])
})

it('keeps the place of somebody whose line broke, and tells what was decided meanwhile', async (t) => {
  const { server, request, shows } = await openLobby(t)
  const bob = await Visitor.connect(server, 'Bob')
  const { id } = await bob.knock()
  await shows(1)
  bob.line.breakLine()
  await waitFor(async () => {
    const { waiting } = await request.request('lobby:list', {})
    return waiting[0]?.isConnected === false ? undefined : 'the line still holds'
  })
  await request.request('lobby:admit', { knockers: 'all' })
  const again = await Visitor.connect(server, 'Bob')
  assert.equal((await again.knock({ id })).id, id)
  await again.join({ pass: await again.pass() })
  const stranger = await Visitor.connect(server, 'Eve')
  assert.notEqual((await stranger.knock({ id: 'x'.repeat(16) })).id, 'x'.repeat(16))
})

it('lets people knock again after a restart, and in who was admitted before it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-lobby-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const settings = { storage: { file: join(folder, 'plenary.sqlite') } }
  const { server, owner, request, shows } = await openLobby(t, settings)
  const bob = await Visitor.connect(server, 'Bob')
  const carol = await Visitor.connect(server, 'Carol')
  const { id } = await bob.knock()
  const waiting = await carol.knock()
  await shows(2)
  await request.request('lobby:admit', { knockers: [id] })
  const pass = await bob.pass()
  await server.close()

  const after = await startServer(t, settings)
  const bobAgain = await Visitor.connect(after, 'Bob')
  const carolAgain = await Visitor.connect(after, 'Carol')
  await assertRefused(carolAgain.join({ pass }), 'lobby_wait')
  const place = await carolAgain.knock({ id: waiting.id })
  await bobAgain.join({ pass })
  const host = await after.join('demo', 'Host', { credentials: { owner } })
  await host.signaling.request('lobby:admit', { knockers: [place.id] })
  await carolAgain.join({ pass: await carolAgain.pass() })
})

it('keeps people waiting until a host comes, where the operator wants that', async (t) => {
  const server = await startServer(t, { access: { withoutHost: 'wait' } })
  const line = await server.connect()
  const { owner } = await line.request('room:claim', { room: 'demo', name: 'Host' })
  const bob = await Visitor.connect(server, 'Bob')
  await assertRefused(bob.join(), 'host_absent')
  assert.equal((await bob.knock()).canBeAdmitted, false)
  const host = await server.join('demo', 'Host', { credentials: { owner } })
  await bob.join({ pass: await bob.pass() })
  // Whoever loses the line is not gone.
  host.breakLine()
  const carol = await Visitor.connect(server, 'Carol')
  await carol.join()
})

it('forgets whoever goes away, and the room with the last of them', async (t) => {
  const server = await startServer(t, { access: { withoutHost: 'wait', lobby: { graceSeconds: 0.2 } } })
  const bob = await Visitor.connect(server, 'Bob')
  await bob.knock()
  bob.line.close()
  await waitFor(() => server.log.find(({ msg }) => msg === 'room closed') ?? 'the room stays open')
  const carol = await Visitor.connect(server, 'Carol')
  await carol.knock()
  await carol.line.request('lobby:leave', {})
  await waitFor(() =>
    server.log.filter(({ msg }) => msg === 'room closed').length === 2 ? undefined : 'the room stays open',
  )
})
