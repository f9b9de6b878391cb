import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Source } from '../../../protocol/index.ts'
import { hasCode, produceRequest } from '../test-room.ts'
import { createMeeting, PROGRAM } from './test-moderation.ts'

type Meeting = Awaited<ReturnType<typeof createMeeting>>

async function publish({ seat }: Meeting, name: string, source: Source = 'microphone'): Promise<string> {
  const id = await seat(name).media?.tracks.produce(produceRequest(source))
  assert.ok(id)
  return id
}

const publications = ({ seat }: Meeting, name: string) => seat(name).media?.tracks.publications

describe('Stopping tracks', () => {
  it('stops those of one, tells them who did it, and does it once', async (t) => {
    const meeting = await createMeeting(t, { Grace: 'host', Ada: 'speaker' })
    await publish(meeting, 'Ada')
    const order = { participantId: meeting.seat('Ada').id, source: 'microphone' } as const
    assert.equal(await meeting.moderation.tracks.stop(meeting.as('Grace'), order), 1)
    assert.equal(await meeting.moderation.tracks.stop(meeting.as('Grace'), order), 0)
    const by = { id: meeting.seat('Grace').id, name: 'Grace' }
    assert.deepEqual(meeting.done('Ada'), [{ by, what: { kind: 'stopped', source: 'microphone' } }])
    assert.deepEqual(publications(meeting, 'Ada'), [
      { source: 'microphone', paused: true, stoppedBy: 'Grace' },
    ])
    assert.deepEqual(meeting.events('tracksStopped'), [
      { name: 'tracksStopped', room: 'red', ...order, count: 1, by },
    ])
  })

  it('stops those of all but hosts and the one who does it, in one event', async (t) => {
    const meeting = await createMeeting(t, {
      Grace: 'host',
      Bob: 'co-host',
      Ada: 'speaker',
      Carol: 'speaker',
      Dan: 'speaker',
    })
    for (const name of ['Grace', 'Bob', 'Ada', 'Carol']) await publish(meeting, name)
    assert.equal(await meeting.moderation.tracks.stop(meeting.as('Bob'), { source: 'microphone' }), 2)
    const stopped = ['Grace', 'Bob', 'Ada', 'Carol'].map((name) => publications(meeting, name)?.[0]?.paused)
    assert.deepEqual(stopped, [false, false, true, true])
    assert.deepEqual(
      meeting.events('tracksStopped').map(({ count, participantId }) => [count, participantId]),
      [[2, undefined]],
    )
    assert.deepEqual(meeting.done('Dan'), [])
    assert.equal(await meeting.moderation.tracks.stop(PROGRAM, { source: 'microphone' }), 0)
  })

  it('gives a co-host no say about a host, and nobody about those who have left', async (t) => {
    const meeting = await createMeeting(t, { Grace: 'host', Bob: 'co-host', Ada: 'speaker' })
    await publish(meeting, 'Grace')
    const { tracks } = meeting.moderation
    const gone = meeting.seat('Ada')
    meeting.room.leave(gone)
    await assert.rejects(
      tracks.stop(meeting.as('Bob'), { participantId: meeting.seat('Grace').id, source: 'microphone' }),
      hasCode('not_allowed'),
    )
    await assert.rejects(
      tracks.stop(meeting.as('Bob'), { participantId: gone.id, source: 'microphone' }),
      hasCode('target_gone'),
    )
    assert.equal(publications(meeting, 'Grace')?.[0]?.paused, false)
  })

  it('mutes somebody whose page is being loaded again', async (t) => {
    const meeting = await createMeeting(t, { Grace: 'host', Ada: 'speaker' })
    await publish(meeting, 'Ada')
    const { connection } = meeting.person('Ada')
    meeting.room.connectionLost(meeting.seat('Ada'), connection, { pageClosed: true })
    const order = { participantId: meeting.seat('Ada').id, source: 'microphone' } as const
    assert.equal(await meeting.moderation.tracks.stop(meeting.as('Grace'), order), 1)
    assert.equal(meeting.store.seats('red').get(meeting.seat('Ada').id)?.microphoneMuted, true)
  })
})

describe('Asking for tracks', () => {
  it('reaches the one who is asked, and not whoever sends it already or may not', async (t) => {
    const meeting = await createMeeting(t, { Grace: 'host', Ada: 'speaker', Bob: 'viewer' })
    await publish(meeting, 'Ada', 'camera')
    const ask = (name: string, source: 'camera' | 'microphone'): void =>
      meeting.moderation.tracks.ask(meeting.as('Grace'), { participantId: meeting.seat(name).id, source })
    ask('Ada', 'camera')
    ask('Ada', 'microphone')
    assert.deepEqual(
      meeting.done('Ada').map(({ what }) => what),
      [{ kind: 'asked', source: 'microphone' }],
    )
    assert.equal(meeting.events('trackAsked').length, 1)
    assert.throws(() => ask('Bob', 'camera'), hasCode('not_allowed'))
  })
})

describe('Rules', () => {
  it('stop what they forbid at once, of those whom they concern, and let nobody start it', async (t) => {
    const meeting = await createMeeting(t, { Grace: 'host', Ada: 'speaker' })
    for (const name of ['Grace', 'Ada']) {
      await publish(meeting, name)
      await publish(meeting, name, 'screen')
    }
    await meeting.setRules({ screen: 'hosts' })
    const paused = (name: string) => publications(meeting, name)?.map((one) => one.paused)
    assert.deepEqual(
      [paused('Grace'), paused('Ada')],
      [
        [false, false],
        [false, true],
      ],
    )
    assert.deepEqual(
      meeting.done('Ada').map(({ by, what }) => [by.name, what]),
      [['Portal', { kind: 'stopped', source: 'screen' }]],
    )
    const [, screen] = meeting.seat('Ada').media?.tracks.producerIds ?? []
    await assert.rejects(
      meeting.seat('Ada').media?.tracks.setPaused(screen ?? '', false) ?? Promise.resolve(),
      hasCode('not_allowed'),
    )
    await meeting.setRules({})
    assert.deepEqual(paused('Ada'), [false, true], 'nothing starts by itself')
    await meeting.seat('Ada').media?.tracks.setPaused(screen ?? '', false)
    assert.deepEqual(paused('Ada'), [false, false])
  })

  it('mute the first microphone of those who come from then on, but of hosts and of those who come back', async (t) => {
    const meeting = await createMeeting(t, { Grace: 'host', Ada: 'speaker' })
    await meeting.setRules({ startMuted: true })
    const bob = await meeting.enter('Bob', 'speaker')
    assert.deepEqual(bob.reply.state?.rules, { startMuted: true })
    await bob.seat.media?.tracks.produce(produceRequest('microphone'))
    assert.deepEqual(bob.seat.media?.tracks.publications, [{ source: 'microphone', paused: true }])
    const { resumeToken } = meeting.person('Ada').reply
    const ada = await meeting.enter('Ada', 'speaker', { resumeToken })
    assert.equal(ada.seat, meeting.seat('Ada'))
    await ada.seat.media?.tracks.produce(produceRequest('microphone'))
    assert.deepEqual(ada.seat.media?.tracks.publications, [{ source: 'microphone', paused: false }])
  })
})
