import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Role, Source } from '../../../protocol/index.ts'
import { createRooms, FakeConnection, hasCode, joinRequest, produceRequest, settle } from '../test-room.ts'
import { createMeeting } from './test-moderation.ts'

type Stoppable = Exclude<Source, 'screen-audio'>
const SOURCES: readonly Stoppable[] = ['microphone', 'camera', 'screen']

/** Grace is host; Ada sends everything, and can come back with new transports. */
async function setUp(t: TestContext) {
  const meeting = await createMeeting(t, { Grace: 'host', Ada: 'speaker' })
  const { rooms, seat, person, moderation, as } = meeting
  const ada = seat('Ada')
  const tracks = () => {
    assert.ok(ada.media)
    return ada.media.tracks
  }
  for (const source of SOURCES) await tracks().produce(produceRequest(source))
  const { resumeToken } = person('Ada').reply
  const comeBack = async (registry = rooms) => {
    const connection = new FakeConnection()
    const joined = await registry.join('red', connection, joinRequest('Ada', { resumeToken }))
    return { ...joined, connection }
  }
  const order = (source: Stoppable) => ({ participantId: ada.id, source })
  return {
    ...meeting,
    ada,
    tracks,
    comeBack,
    stop: (source: Stoppable) => moderation.tracks.stop(as('Grace'), order(source)),
    breakLine: (pageClosed: boolean) =>
      meeting.room.connectionLost(ada, person('Ada').connection, { pageClosed }),
    setRole: (role: Role) => moderation.roles.set(as('Grace'), { participantId: ada.id, role }),
  }
}

type Bench = Awaited<ReturnType<typeof setUp>>

/** How a stop and the return of a page can meet. Each leaves Ada with new transports on which she sends nothing. */
const MOMENTS: Record<string, (bench: Bench, source: Stoppable) => Promise<unknown>> = {
  'before the break': async ({ stop, breakLine, comeBack }, source) => {
    await stop(source)
    breakLine(false)
    return await comeBack()
  },
  'while the line is broken': async ({ stop, breakLine, comeBack }, source) => {
    breakLine(false)
    await stop(source)
    return await comeBack()
  },
  'while the page is loaded again': async ({ stop, breakLine, comeBack }, source) => {
    breakLine(true)
    await stop(source)
    return await comeBack()
  },
  'while the new transports are opened': async ({ stop, comeBack, media }, source) => {
    media.gate.hold('admit')
    const coming = comeBack()
    await settle()
    assert.equal(await stop(source), 1)
    media.gate.open('admit')
    return await coming
  },
  'before the new transports carry anything': async ({ stop, breakLine, comeBack }, source) => {
    breakLine(true)
    await comeBack()
    assert.equal(await stop(source), 1)
  },
  'after a second break before that': async ({ stop, comeBack }, source) => {
    await comeBack()
    await comeBack()
    assert.equal(await stop(source), 1)
  },
  'while the old transports opened it': async ({ stop, comeBack, tracks, media }, source) => {
    const before = tracks()
    const [old] = before.publications.flatMap((one, index) =>
      one.source === source ? [before.producerIds[index]] : [],
    )
    await before.close(old ?? '')
    media.gate.hold('produce')
    const producing = before.produce(produceRequest(source)).catch(() => undefined)
    assert.equal(await stop(source), 1)
    const coming = comeBack()
    await settle()
    media.gate.open('produce')
    return await Promise.all([coming, producing])
  },
  'by a role that was given back': async ({ breakLine, comeBack, setRole }) => {
    breakLine(true)
    await setRole('viewer')
    await setRole('speaker')
    return await comeBack()
  },
  'by a rule that was lifted': async ({ breakLine, comeBack, setRules }, source) => {
    breakLine(true)
    await setRules({ [source]: 'hosts' })
    await setRules({ [source]: 'everyone' })
    return await comeBack()
  },
  'by a rule between two transports': async ({ comeBack, setRules, tracks }, source) => {
    await comeBack()
    await setRules({ [source]: 'hosts' })
    await assert.rejects(tracks().produce(produceRequest(source)), hasCode('not_allowed'))
    await setRules({ [source]: 'everyone' })
  },
}

describe('What a host stops stays stopped over new transports', () => {
  for (const [moment, happen] of Object.entries(MOMENTS)) {
    for (const source of SOURCES) {
      it(`${moment}: ${source}`, async (t) => {
        const bench = await setUp(t)
        await happen(bench, source)
        const { tracks, ada, stop } = bench
        const id = await tracks().produce(produceRequest(source))
        const by = tracks().publications.find((one) => one.source === source)?.stoppedBy
        assert.ok(by === 'Grace' || by === 'Portal', `stopped by ${String(by)}`)
        const connection = ada.connection as FakeConnection
        const told = connection.heard('seat:moderated').map(({ what }) => what)
        assert.ok(
          told.some((what) => what.kind === 'stopped' && what.source === source),
          'the page knows',
        )
        const isStored = () =>
          bench.store
            .seats('red')
            .get(ada.id)
            ?.stops.some((one) => one.source === source)
        assert.equal(isStored(), true)
        assert.equal(await stop(source), 0, 'it is stopped already')
        await tracks().setPaused(id, false)
        await tracks().close(id)
        await tracks().produce(produceRequest(source))
        assert.equal(tracks().publications.find((one) => one.source === source)?.paused, false)
        assert.equal(isStored(), false)
      })
    }
  }
})

it('tells whoever comes back what was stopped meanwhile, and lets the page that heeded it begin at once', async (t) => {
  const { stop, breakLine, comeBack, ada, tracks } = await setUp(t)
  breakLine(true)
  assert.equal(await stop('camera'), 1)
  const { reply } = await comeBack()
  assert.deepEqual(reply.self.publications, [{ source: 'camera', paused: true, stoppedBy: 'Grace' }])
  ada.stops.heed('camera')
  await tracks().produce(produceRequest('camera'))
  assert.deepEqual(tracks().publications, [{ source: 'camera', paused: false }])
})

it('keeps what was stopped over a restart of the server, and stops what waits for its owner after it', async (t) => {
  const first = await setUp(t)
  await first.stop('camera')
  first.rooms.close()
  const second = createRooms(t, { store: first.store })
  await second.rooms.restore()
  const room = second.rooms.find('red')
  assert.ok(room)
  const order = { participantId: first.ada.id, source: 'microphone' } as const
  assert.equal(await room.moderation.tracks.stop({ name: 'Portal', role: 'host' }, order), 1)
  const { seat, reply } = await first.comeBack(second.rooms)
  assert.equal(reply.microphoneMuted, true)
  for (const source of SOURCES) await seat.media?.tracks.produce(produceRequest(source))
  assert.deepEqual(seat.media?.tracks.publications, [
    { source: 'microphone', paused: true, stoppedBy: 'Portal' },
    { source: 'camera', paused: true, stoppedBy: 'Grace' },
    { source: 'screen', paused: false },
  ])
})

it('stops nothing of those who sent nothing when their transports were lost', async (t) => {
  const { enter, room, moderation, as } = await createMeeting(t, { Grace: 'host' })
  const { seat, connection } = await enter('Bob', 'speaker')
  const id = await seat.media?.tracks.produce(produceRequest('microphone', true))
  assert.ok(id)
  room.connectionLost(seat, connection, { pageClosed: true })
  for (const source of SOURCES) assert.equal(await moderation.tracks.stop(as('Grace'), { source }), 0)
  assert.deepEqual(seat.stops.all, [])
})
