import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OPEN_RULES } from '../../../protocol/index.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { codeOf, startApi } from './test-api.ts'

const RULES = '/rooms/team/rules'

describe('rooms for programs', () => {
  it('make a room that is somebody’s while nobody is in it, and nobody hears of an open room', async (t) => {
    const { call, store, names } = await startApi(t)
    const made = await call('/rooms', {
      method: 'POST',
      body: { name: 'team', owner: 'Ada', rules: { lobby: true }, password: 'open sesame' },
    })
    assert.equal(made.status, 201)
    const { ownerLink, ...room } = made.json as { ownerLink: { token: string; link: string } }
    assert.equal(ownerLink.link, `https://meet.example/r/team#owner=${encodeURIComponent(ownerLink.token)}`)
    assert.deepEqual(room, {
      name: 'team',
      participants: 0,
      owner: 'Ada',
      rules: { ...OPEN_RULES, lobby: true, hasPassword: true },
    })
    assert.deepEqual(store.policies.get('team')?.owner?.name, 'Ada')
    assert.ok(!names().includes('roomOpened') && !names().includes('roomClosed'))
    const read = await call('/rooms/team')
    assert.deepEqual(read.json?.rules, { ...OPEN_RULES, lobby: true, hasPassword: true })
    assert.ok(!read.text.includes('sesame'), 'the password is told to nobody')
  })

  it('make a room once, also when two programs want to at the same moment', async (t) => {
    const { call, store } = await startApi(t)
    store.gate.hold('savePolicy')
    const make = async (owner: string) =>
      await call('/rooms', { method: 'POST', body: { name: 'team', owner } })
    const both = [make('Ada'), make('Bob')]
    const refused = await Promise.race(both)
    assert.deepEqual([refused.status, codeOf(refused)], [409, 'room_exists'])
    store.gate.release('savePolicy')
    assert.deepEqual((await Promise.all(both)).map(({ status }) => status).sort(), [201, 409])
  })

  it('leave nothing of a room that could not be made', async (t) => {
    const { call, store, rooms } = await startApi(t)
    store.gate.hold('savePolicy')
    const making = call('/rooms', { method: 'POST', body: { name: 'team', rules: { locked: true } } })
    await waitFor(() => (store.gate.waiting.length === 1 ? undefined : 'the owner is not stored'))
    store.gate.release('savePolicy')
    await waitFor(() => (store.gate.waiting.length === 1 ? undefined : 'the rules are not stored'))
    store.gate.release('savePolicy', new Error('no disk'))
    const { status, text } = await making
    assert.deepEqual([status, /no disk/.test(text)], [500, false])
    assert.equal(store.policies.has('team'), false)
    assert.equal(rooms.roomCount, 0)
  })

  it('change the rules of a room in which somebody is, and of one in which nobody is', async (t) => {
    const { call, store, join, rooms } = await startApi(t)
    await join('Ada', 'team')
    assert.equal((await call(RULES, { method: 'PATCH', body: { locked: true } })).status, 200)
    assert.equal(rooms.find('team')?.policy.rules.locked, true)
    await call('/rooms', { method: 'POST', body: { name: 'idle' } })
    const changed = await call('/rooms/idle/rules', { method: 'PATCH', body: { webinar: true } })
    assert.equal((changed.json?.rules as { webinar: boolean }).webinar, true)
    assert.equal(store.policies.get('idle')?.rules.webinar, true)
    assert.equal(rooms.find('idle'), undefined, 'it was open for that alone')
  })

  it('say the same of a room that nobody ever named, whatever is asked of it', async (t) => {
    const { call, rooms, media } = await startApi(t)
    const asked = [
      await call('/rooms/team'),
      await call(RULES, { method: 'PATCH', body: { locked: true } }),
      await call('/rooms/team/password', { method: 'PUT', body: { password: 'x' } }),
      await call('/rooms/team/end', { method: 'POST', body: { seconds: 0 } }),
      await call('/rooms/team', { method: 'DELETE' }),
      await call('/rooms/team/invitations'),
    ]
    for (const answer of asked) assert.deepEqual([answer.status, codeOf(answer)], [404, 'room_unknown'])
    assert.equal(rooms.roomCount, 0)
    assert.equal(media.rooms.length, 0, 'no room is opened for a name alone')
  })

  it('refuse rules that do not exist, with the place', async (t) => {
    const { call } = await startApi(t)
    await call('/rooms', { method: 'POST', body: { name: 'team' } })
    for (const body of [{ lockd: true }, { locked: 'yes' }, { hasPassword: true }, [], null, 'x', 7]) {
      const answer = await call(RULES, { method: 'PATCH', body: JSON.stringify(body) })
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'bad_request'], JSON.stringify(body))
    }
    const { json } = await call(RULES, { method: 'PATCH', body: { locked: 'yes' } })
    assert.deepEqual((json?.faults as { pointer: string }[])[0]?.pointer, '/locked')
  })

  it('make earlier owner links worthless, and the room nobody’s', async (t) => {
    const { call, store } = await startApi(t)
    await call('/rooms', { method: 'POST', body: { name: 'team', owner: 'Ada' } })
    const before = store.policies.get('team')?.owner
    assert.ok(before)
    const link = await call('/rooms/team/owner-link', { method: 'POST', body: {} })
    assert.equal(link.status, 201)
    assert.deepEqual(store.policies.get('team')?.owner, { name: 'Ada', generation: before.generation + 1 })
    assert.equal((await call('/rooms/team/owner', { method: 'DELETE' })).status, 204)
    assert.equal(store.policies.get('team')?.owner, null)
  })

  it('forget a room for good, but not around people', async (t) => {
    const { call, store, join, rooms } = await startApi(t)
    await call('/rooms', { method: 'POST', body: { name: 'team' } })
    const { room, seat } = await join('Ada', 'team')
    const refused = await call('/rooms/team', { method: 'DELETE' })
    assert.deepEqual([refused.status, codeOf(refused)], [409, 'room_in_use'])
    room.leave(seat)
    assert.equal((await call('/rooms/team', { method: 'DELETE' })).status, 204)
    assert.equal(store.policies.has('team'), false)
    assert.equal(rooms.find('team'), undefined)
    assert.equal((await call('/rooms/team')).status, 404)
  })

  it('list rooms in pages, each once, and of a limited key its own alone', async (t) => {
    const { call, join, makeKey } = await startApi(t)
    for (const name of ['ada', 'team-1', 'team-2', 'zoo', 'room', '한국']) {
      await call('/rooms', { method: 'POST', body: { name } })
    }
    await join('Ada', 'team-3')
    const all: string[] = []
    let query = '?limit=2'
    for (let page = 0; page < 10 && query !== ''; page += 1) {
      const { json } = await call(`/rooms${query}`)
      const { rooms, nextCursor } = json as { rooms: { name: string }[]; nextCursor: string | null }
      all.push(...rooms.map(({ name }) => name))
      query = nextCursor === null ? '' : `?limit=2&cursor=${nextCursor}`
    }
    assert.deepEqual(all, [...new Set(all)])
    assert.deepEqual(all, ['ada', 'room', 'team-1', 'team-2', 'team-3', 'zoo', '한국'])
    const { key } = makeKey({ rooms: ['team-*', 'zoo'] })
    const { json } = await call('/rooms', { key })
    assert.deepEqual(
      (json?.rooms as { name: string }[]).map(({ name }) => name),
      ['team-1', 'team-2', 'team-3', 'zoo'],
    )
    assert.equal((await call('/rooms?cursor=%00%00')).status, 400)
    assert.equal((await call('/rooms?limit=101')).status, 400)
  })
})
