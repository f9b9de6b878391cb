import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Role } from '../../../protocol/index.ts'
import { hasCode, produceRequest, settle } from '../test-room.ts'
import { createMeeting, PROGRAM } from './test-moderation.ts'

const CAST = { Grace: 'host', Bob: 'co-host', Carol: 'co-host', Ada: 'speaker', Vera: 'viewer' } as const

async function setUp(t: Parameters<typeof createMeeting>[0], roles: Readonly<Record<string, Role>> = CAST) {
  const meeting = await createMeeting(t, roles)
  const set = (actor: string, target: string, role: Role): Promise<void> =>
    meeting.moderation.roles.set(meeting.as(actor), { participantId: meeting.seat(target).id, role })
  return { ...meeting, set }
}

describe('Giving roles', () => {
  it('is stored, told to all and to the one, and done once', async (t) => {
    const { set, seat, done, events, store, changes } = await setUp(t)
    await set('Bob', 'Vera', 'speaker')
    await set('Bob', 'Vera', 'speaker')
    const by = { id: seat('Bob').id, name: 'Bob' }
    assert.equal(store.seats('red').get(seat('Vera').id)?.role, 'speaker')
    assert.deepEqual(done('Vera'), [{ by, what: { kind: 'role', role: 'speaker' } }])
    assert.deepEqual(
      events('roleChanged').map(({ role, before }) => [role, before]),
      [['speaker', 'viewer']],
    )
    const told = (): unknown[] =>
      changes.flatMap(({ updated }) => updated.filter(({ id }) => id === seat('Vera').id))
    while (told().length === 0) await settle()
    assert.deepEqual(told(), [{ id: seat('Vera').id, role: 'speaker' }])
  })

  it('between speakers and viewers is for co-hosts, of hosts and co-hosts for hosts alone', async (t) => {
    const { set, seat } = await setUp(t)
    for (const [target, role] of [
      ['Ada', 'co-host'],
      ['Ada', 'host'],
      ['Carol', 'viewer'],
      ['Bob', 'host'],
      ['Grace', 'speaker'],
    ] as const) {
      await assert.rejects(set('Bob', target, role), hasCode('not_allowed'), `${target} as ${role}`)
    }
    for (const actor of ['Ada', 'Vera']) {
      await assert.rejects(set(actor, 'Vera', 'speaker'), hasCode('not_allowed'), actor)
    }
    await set('Bob', 'Ada', 'viewer')
    await set('Grace', 'Ada', 'host')
    await set('Ada', 'Grace', 'co-host')
    assert.deepEqual([seat('Ada').role, seat('Grace').role], ['host', 'co-host'])
    await assert.rejects(set('Grace', 'Ada', 'co-host'), hasCode('not_allowed'), 'who is host no more')
  })

  it('leaves a meeting its only host, whoever would take the role', async (t) => {
    const { set, seat, moderation } = await setUp(t)
    for (const role of ['co-host', 'speaker', 'viewer'] as const) {
      await assert.rejects(set('Grace', 'Grace', role), hasCode('not_allowed'))
    }
    await set('Grace', 'Bob', 'host')
    const stepping = [set('Grace', 'Grace', 'speaker'), set('Bob', 'Bob', 'speaker')]
    const outcomes = (await Promise.allSettled(stepping)).map(({ status }) => status)
    assert.deepEqual(outcomes, ['fulfilled', 'rejected'], 'both at once')
    const byProgram = moderation.roles.set(PROGRAM, { participantId: seat('Bob').id, role: 'speaker' })
    await assert.rejects(byProgram, hasCode('not_allowed'))
    assert.equal(seat('Bob').role, 'host')
  })

  it('stops what the new role may not send, and what the engine is about to open', async (t) => {
    const { set, seat, media, done } = await setUp(t)
    const tracks = seat('Ada').media?.tracks
    assert.ok(tracks)
    const microphone = await tracks.produce(produceRequest('microphone'))
    media.gate.hold('produce')
    const producing = tracks.produce(produceRequest('camera'))
    await set('Bob', 'Ada', 'viewer')
    media.gate.open('produce')
    await assert.rejects(producing, hasCode('not_allowed'))
    assert.deepEqual(tracks.publications, [{ source: 'microphone', paused: true, stoppedBy: 'Bob' }])
    await assert.rejects(tracks.setPaused(microphone, false), hasCode('not_allowed'))
    assert.deepEqual(
      done('Ada').map(({ what }) => what.kind),
      // The camera that was about to be opened is named as well.
      ['stopped', 'stopped', 'role'],
    )
    await set('Bob', 'Ada', 'speaker')
    await tracks.setPaused(microphone, false)
    await tracks.produce(produceRequest('camera'))
    assert.deepEqual(
      tracks.publications.map(({ paused }) => paused),
      [false, false],
    )
  })
})

describe('When the last host leaves', () => {
  it('the co-host with the oldest seat is host, and everybody is told', async (t) => {
    const { room, seat, done, events } = await setUp(t)
    const grace = { id: seat('Grace').id, name: 'Grace' }
    room.leave(seat('Grace'))
    await settle()
    assert.deepEqual([seat('Bob').role, seat('Carol').role], ['host', 'co-host'])
    assert.deepEqual(done('Bob'), [{ by: grace, what: { kind: 'role', role: 'host' } }])
    assert.deepEqual(
      events('roleChanged').map(({ participantId, by }) => [participantId, by]),
      [[seat('Bob').id, undefined]],
    )
  })

  it('nobody is without a co-host, and nothing changes while another host is there or the host is away', async (t) => {
    const first = await setUp(t, { Grace: 'host', Hedy: 'host', Bob: 'co-host', Ada: 'speaker' })
    first.room.leave(first.seat('Grace'))
    const { connection } = first.person('Hedy')
    first.room.connectionLost(first.seat('Hedy'), connection, { pageClosed: false })
    first.room.leave(first.seat('Ada'))
    await settle()
    assert.deepEqual([first.seat('Bob').role, first.events('roleChanged')], ['co-host', []])
    const second = await setUp(t, { Grace: 'host', Ada: 'speaker' })
    second.room.leave(second.seat('Grace'))
    await settle()
    assert.deepEqual([second.seat('Ada').role, second.events('roleChanged')], ['speaker', []])
  })
})
