import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { hasCode } from '../../rooms/test-room.ts'
import { codeOf, startApi } from './test-api.ts'

const BY = { name: 'a program' }

describe('people for programs', () => {
  it('are listed in pages, in the order in which they came', async (t) => {
    const { call, join } = await startApi(t)
    const people = ['Ada', 'Bob', 'Eve', 'Dan', 'Zoe']
    const seats = []
    for (const name of people) seats.push(await join(name, 'team'))
    const first = await call('/rooms/team/participants?limit=2')
    const { participants, count, nextCursor } = first.json as {
      participants: { name: string; role: string }[]
      count: number
      nextCursor: string
    }
    assert.deepEqual([participants.map(({ name }) => name), count], [['Ada', 'Bob'], 5])
    // The last one of the page leaves: nobody is left out.
    seats[1]?.room.leave(seats[1].seat)
    seats[0]?.room.leave(seats[0].seat)
    const rest = await call(`/rooms/team/participants?limit=2&cursor=${nextCursor}`)
    assert.equal(rest.status, 200)
    assert.deepEqual((rest.json?.participants as { name: string }[]).at(-1)?.name, 'Zoe')
    assert.deepEqual((await call('/rooms/empty/participants')).json, {
      participants: [],
      count: 0,
      nextCursor: null,
    })
  })

  it('are acted on as a host does, by the name of the key', async (t) => {
    const { call, join, heard, rooms } = await startApi(t)
    await call('/rooms', { method: 'POST', body: { name: 'team' } })
    const { seat, connection } = await join('Ada', 'team')
    const one = `/rooms/team/participants/${seat.id}`
    const done = [
      await call('/rooms/team/stop-tracks', { method: 'POST', body: { source: 'camera' } }),
      await call(`${one}/stop`, { method: 'POST', body: { source: 'microphone' } }),
      await call(`${one}/role`, { method: 'PUT', body: { role: 'co-host' } }),
      await call(`${one}?ban=true`, { method: 'DELETE' }),
    ]
    for (const { status, text } of done) assert.deepEqual([status, text], [204, ''])
    assert.deepEqual(connection.heard('seat:moderated'), [
      { by: BY, what: { kind: 'role', role: 'co-host' } },
    ])
    assert.deepEqual(connection.ended, ['banned'])
    const removed = heard.flatMap((event) => ('banned' in event ? [event.by] : []))
    assert.deepEqual(removed[0], BY)
    const [ban] = (await call('/rooms/team/bans')).json?.bans as { id: string }[]
    await assert.rejects(join('Eve', 'team'), hasCode('banned'), 'who comes from the same address')
    assert.equal((await call(`/rooms/team/bans/${ban?.id}`, { method: 'DELETE' })).status, 204)
    await join('Eve', 'team')
    assert.equal((await call('/rooms/team/end', { method: 'POST', body: { seconds: 60 } })).status, 204)
    assert.deepEqual(rooms.find('team')?.moderation.state.ending?.by, BY)
    assert.equal((await call('/rooms/team/end', { method: 'POST', body: { seconds: null } })).status, 204)
    assert.equal(rooms.find('team')?.moderation.state.ending, undefined)
    assert.equal((await call('/rooms/team/end', { method: 'POST', body: { seconds: 0 } })).status, 204)
    await waitFor(() => (rooms.find('team') === undefined ? undefined : 'the meeting goes on'))
  })

  it('are gone when they are gone, and nobody is in an empty room', async (t) => {
    const { call, join } = await startApi(t)
    await join('Ada', 'team')
    const body = { source: 'microphone' }
    const gone = await call('/rooms/team/participants/somebody-else/stop', { method: 'POST', body })
    assert.deepEqual([gone.status, codeOf(gone)], [404, 'target_gone'])
    const empty = await call('/rooms/empty/participants/somebody-else/stop', { method: 'POST', body })
    assert.deepEqual([empty.status, codeOf(empty)], [404, 'room_unknown'])
    const odd = await call('/rooms/team/participants/x/stop', { method: 'POST', body })
    assert.deepEqual([odd.status, codeOf(odd)], [400, 'bad_request'])
  })

  it('are invited by links whose secrets are told once', async (t) => {
    const { call } = await startApi(t)
    await call('/rooms', { method: 'POST', body: { name: 'team' } })
    const body = { role: 'co-host', uses: 3, minutes: null, note: 'for Ada' }
    const made = await call('/rooms/team/invitations', { method: 'POST', body })
    assert.equal(made.status, 201)
    const { invitation, token, link } = made.json as {
      invitation: { id: string }
      token: string
      link: string
    }
    assert.equal(link, `https://meet.example/r/team#invite=${encodeURIComponent(token)}`)
    const listed = await call('/rooms/team/invitations')
    assert.ok(listed.text.includes(invitation.id) && !listed.text.includes(token))
    const one = `/rooms/team/invitations/${invitation.id}`
    assert.equal((await call(one, { method: 'DELETE' })).status, 204)
    assert.equal((await call(one, { method: 'DELETE' })).status, 404)
  })

  it('are told as banned by kinds of marks, never by addresses', async (t) => {
    const { call, store } = await startApi(t)
    await call('/rooms', { method: 'POST', body: { name: 'team' } })
    const policy = store.policies.get('team')
    assert.ok(policy)
    const ban = {
      id: 'ban-00000001',
      name: 'Eve',
      at: 1,
      by: 'Ada',
      address: '192.0.2.66',
      devices: ['hash'],
    }
    store.policies.set('team', { ...policy, bans: [ban] })
    const listed = await call('/rooms/team/bans')
    assert.deepEqual(listed.json, {
      bans: [{ id: 'ban-00000001', name: 'Eve', at: 1, by: 'Ada', marks: ['device', 'address'] }],
    })
    assert.equal((await call('/rooms/team/bans/ban-00000001', { method: 'DELETE' })).status, 204)
    assert.deepEqual((await call('/rooms/team/bans')).json, { bans: [] })
  })
})

describe('exports for programs', () => {
  it('have the chat to everybody in pages, of a meeting that goes on and of one that is over', async (t) => {
    const { call, join, store, media } = await startApi(t)
    const { seat, room } = await join('Ada', 'team')
    const write = (text: string, to?: string): void =>
      media.room.events.messageReceived(
        seat.id,
        'chat',
        JSON.stringify({ type: 'message', clientId: `c${text.length}`, text, ...(to ? { to } : {}) }),
      )
    const { seat: other } = await join('Bob', 'team')
    for (const text of ['one', 'two\nthree', 'fours']) write(text)
    write('private', other.id)
    await waitFor(() =>
      store.rooms.get('team')?.privateMessages.length === 1 ? undefined : 'not all is stored',
    )
    const texts = async (query: string): Promise<unknown[]> => {
      const { json } = await call(`/rooms/team/chat${query}`)
      return (json?.messages as { text: string }[]).map(({ text }) => text)
    }
    assert.deepEqual(await texts(''), ['one', 'two\nthree', 'fours'])
    assert.deepEqual(await texts('?after=1&limit=1'), ['two\nthree'])
    const plain = await call('/rooms/team/chat?format=text&limit=2')
    assert.match(plain.text, /^\d{4}-[^\n]+ Ada: one\n[^\n]+ Ada: two ⏎ three\n$/)
    assert.equal(plain.headers.get('link'), '<?after=2&limit=2&format=text>; rel="next"')
    assert.equal((await call('/rooms/team/chat?after=2&format=text')).headers.get('link'), null)
    for (const one of [seat, other]) room.leave(one)
    assert.deepEqual(store.rooms.get('team')?.messages.length, 3)
    assert.deepEqual(await texts('?after=2'), ['fours'])
  })

  it('have the log in pages, newest first', async (t) => {
    const { call, store } = await startApi(t)
    for (let number = 1; number <= 5; number += 1) {
      const details = { source: 'camera\u2028forged' }
      const entry = {
        number,
        at: 1000 * number,
        kind: 'tracks-stopped' as const,
        by: { name: 'Ada' },
        details,
      }
      await store.appendLog('team', entry, 1)
    }
    const first = await call('/rooms/team/log?limit=2')
    assert.deepEqual(
      (first.json?.entries as { number: number }[]).map(({ number }) => number),
      [5, 4],
    )
    assert.equal(first.headers.get('link'), '<?limit=2&format=json&before=4>; rel="next"')
    const last = await call('/rooms/team/log?before=2&format=text')
    assert.equal(last.text, '1970-01-01T00:00:01.000Z tracks-stopped by Ada source=camera ⏎ forged\n')
    assert.equal(last.headers.get('link'), null)
  })
})

describe('the server for programs', () => {
  it('tells its state, and its settings without secrets', async (t) => {
    const { call, join } = await startApi(t)
    await join('Ada', 'team')
    const { json } = await call('/server')
    assert.deepEqual([json?.status, json?.rooms, json?.participants], ['ready', 1, 1])
    const settings = (await call('/settings')).json?.settings as Record<string, unknown>
    assert.ok(settings.listen && settings.api)
  })
})
