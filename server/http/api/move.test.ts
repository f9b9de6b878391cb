import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FakeConnection, hasCode, joinRequest } from '../../rooms/test-room.ts'
import { codeOf, startApi } from './test-api.ts'

/** Somebody in one room, and another one that asks for a password. */
async function setUp(t: TestContext) {
  const api = await startApi(t)
  await api.call('/rooms', { method: 'POST', body: { name: 'plenum' } })
  await api.call('/rooms', { method: 'POST', body: { name: 'group', password: 'open sesame' } })
  const ada = await api.join('Ada', 'plenum')
  const move = async (to: string, key?: string) =>
    await api.call(`/rooms/plenum/participants/${ada.seat.id}/move`, {
      method: 'POST',
      body: { to },
      ...(key === undefined ? {} : { key }),
    })
  return { ...api, ada, move }
}

describe('moving somebody to another room', () => {
  it('takes the seat and shows the way, past the password, for this person alone', async (t) => {
    const { ada, move, join, rooms, heard } = await setUp(t)
    const { status, json } = await move('group')
    assert.deepEqual([status, json?.room], [200, 'group'])
    assert.deepEqual([ada.connection.ended, ada.connection.next?.room], [['moved'], 'group'])
    assert.equal(rooms.find('plenum')?.participants.length ?? 0, 0)
    const moved = heard.find(({ name }) => name === 'participantMoved')
    assert.ok(moved && 'to' in moved)
    assert.equal(moved.to, 'group')
    const { invitation } = ada.connection.next ?? {}
    assert.equal(json?.link, `https://meet.example/r/group#invite=${invitation}`)
    await assert.rejects(join('Eve', 'group'), hasCode('password_required'))
    const { seat } = await join('Ada', 'group', { credentials: { invitation } })
    assert.equal(seat.role, 'speaker')
    await assert.rejects(join('Eve', 'group', { credentials: { invitation } }), hasCode('invitation_invalid'))
  })

  it('reaches whoever is away once they come back', async (t) => {
    const { ada, move, rooms } = await setUp(t)
    ada.room.connectionLost(ada.seat, ada.connection, { pageClosed: false })
    assert.equal((await move('group')).status, 200)
    const returned = new FakeConnection()
    const { resumeToken } = ada.reply
    await assert.rejects(
      rooms.join('plenum', returned, joinRequest('Ada', { resumeToken })),
      hasCode('moved'),
    )
    const [told] = returned.heard('session:ended')
    assert.equal(told?.next?.room, 'group')
    assert.ok(told.next.invitation)
    // Told once: whoever asks again comes anew.
    await rooms.join('plenum', new FakeConnection(), joinRequest('Ada', { resumeToken }))
  })

  it('makes nobody host, and keeps viewers viewers', async (t) => {
    for (const [role, later] of [
      ['host', 'speaker'],
      ['co-host', 'speaker'],
      ['viewer', 'viewer'],
    ] as const) {
      const { call, ada, move, join } = await setUp(t)
      await call(`/rooms/plenum/participants/${ada.seat.id}/role`, { method: 'PUT', body: { role } })
      assert.equal((await move('group')).status, 200)
      const { invitation } = ada.connection.next ?? {}
      const { seat } = await join('Ada', 'group', { credentials: { invitation } })
      assert.equal(seat.role, later, role)
    }
  })

  it('opens no door that the key does not open', async (t) => {
    const { ada, move, makeKey, join } = await setUp(t)
    const elsewhere = makeKey({ scopes: ['participants:write', 'rooms:write'], rooms: ['plenum'] })
    const refused = await move('group', elsewhere.key)
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'room_not_allowed'])
    assert.deepEqual(ada.connection.ended, [])
    const { key } = makeKey({ scopes: ['participants:write'] })
    const { json } = await move('group', key)
    assert.equal(json?.link, 'https://meet.example/r/group')
    assert.deepEqual(ada.connection.next, { room: 'group' })
    await assert.rejects(join('Ada', 'group'), hasCode('password_required'))
  })

  it('leaves everything as it is where it cannot be done', async (t) => {
    const { call, ada, move } = await setUp(t)
    const stay = await move('plenum')
    assert.deepEqual([stay.status, codeOf(stay)], [409, 'already_exists'])
    const unnamed = await move('No Such Name!')
    assert.deepEqual([unnamed.status, codeOf(unnamed)], [400, 'invalid_room_name'])
    const nobody = await call('/rooms/plenum/participants/somebody-else/move', {
      method: 'POST',
      body: { to: 'group' },
    })
    assert.deepEqual([nobody.status, codeOf(nobody)], [404, 'target_gone'])
    assert.deepEqual((await call('/rooms/group/invitations')).json, { invitations: [] })
    assert.deepEqual(ada.connection.ended, [])
  })
})
