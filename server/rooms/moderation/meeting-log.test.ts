import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { logEntrySchema, type LogEntry } from '../../../protocol/index.ts'
import { settle } from '../test-room.ts'
import { createMeeting } from './test-moderation.ts'

const CAST = { Grace: 'host', Ada: 'speaker' } as const

async function setUp(t: TestContext) {
  const meeting = await createMeeting(t, CAST)
  const read = async (limit = 100, before?: number): Promise<LogEntry[]> => {
    await settle()
    return await meeting.moderation.log.read({ limit, before })
  }
  return { ...meeting, read }
}

describe('The log of a meeting', () => {
  it('tells who came and went and what hosts decided, newest first, in the form of the protocol', async (t) => {
    const { moderation, as, seat, room, read, setRules, enter } = await setUp(t)
    await enter('Eve', 'speaker')
    const { id } = seat('Ada')
    await moderation.roles.set(as('Grace'), { participantId: id, role: 'viewer' })
    await moderation.people.rename(as('Grace'), id, 'Augusta')
    await setRules({ locked: true })
    moderation.spotlight.set(as('Grace'), [id])
    moderation.ending.set(as('Grace'), 60)
    moderation.ending.set(as('Grace'), null)
    await moderation.removals.remove(as('Grace'), { participantId: id, ban: false })
    room.leave(seat('Grace'))
    const entries = await read()
    for (const entry of entries) logEntrySchema.parse(entry)
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      [
        'left',
        'left',
        'removed',
        'ending',
        'ending',
        'spotlight',
        'rules-changed',
        'renamed',
        'role-changed',
        'joined',
        'joined',
        'joined',
      ],
    )
    assert.deepEqual(
      entries.map(({ number }) => number),
      entries.map((_entry, index) => entries.length - index),
    )
    const by = { id: as('Grace').id, name: 'Grace' }
    const { number: _number, at: _at, ...renamed } = entries[7] ?? {}
    assert.deepEqual(renamed, {
      kind: 'renamed',
      by,
      target: { id, name: 'Augusta' },
      details: { before: 'Ada' },
    })
    assert.deepEqual(
      entries[1]?.target,
      { id, name: 'Augusta' },
      'whoever has left is still called by the name',
    )
  })

  it('goes with a meeting in a room that is nobody’s, its last line too', async (t) => {
    const { room, seat, read } = await setUp(t)
    room.leave(seat('Ada'))
    assert.equal((await read(1))[0]?.kind, 'left')
    room.leave(seat('Grace'))
    assert.deepEqual(await read(), [])
  })

  it('is read page by page', async (t) => {
    const { read } = await setUp(t)
    const [newest] = await read(1)
    assert.equal(newest?.number, 2)
    assert.deepEqual(
      (await read(5, 2)).map(({ number, target }) => [number, target?.name]),
      [[1, 'Grace']],
    )
  })

  it('counts what many do at once, so that no rush washes away what hosts decide', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { room, seat, read, moderation, as } = await setUp(t)
    for (let time = 0; time < 2000; time += 1) {
      room.actions.rename(seat('Ada'), `Ada ${time}`).catch(() => undefined)
    }
    for (let time = 0; time < 1500; time += 1) {
      moderation.people.rename(as('Grace'), seat('Ada').id, 'Ada').catch(() => undefined)
    }
    await settle()
    t.mock.timers.tick(10_000)
    const kinds = (await read()).map(({ kind, details }) => [kind, details?.count])
    assert.deepEqual(kinds[0], ['renamed', 2], 'of ten eight are told one by one')
    assert.ok(kinds.length < 20)
  })

  it('keeps a thousand lines', async (t) => {
    const { read, moderation, as, seat, store } = await setUp(t)
    for (let time = 0; time < 1200; time += 1) {
      moderation.spotlight.set(as('Grace'), [seat(time % 2 ? 'Ada' : 'Grace').id])
    }
    await settle()
    assert.equal(store.logs.get('red')?.length, 1000)
    assert.equal((await read(1))[0]?.number, 1202)
  })
})
