import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import { hasCode } from '../test-room.ts'
import { HostRate } from './host-rate.ts'
import { createMeeting } from './test-moderation.ts'

const CAST = { Grace: 'host', Bob: 'co-host', Ada: 'speaker', Vera: 'viewer' } as const

describe('Hands', () => {
  it('are lowered one by one or all at once, each told to its owner, and once', async (t) => {
    const { moderation, as, seat, room, done, events } = await createMeeting(t, CAST)
    for (const name of ['Grace', 'Ada', 'Vera']) await room.actions.setHand(seat(name), true)
    assert.equal(await moderation.people.lowerHands(as('Bob'), { participantId: seat('Ada').id }), 1)
    assert.equal(await moderation.people.lowerHands(as('Bob'), { participantId: seat('Ada').id }), 0)
    await assert.rejects(
      moderation.people.lowerHands(as('Bob'), { participantId: seat('Grace').id }),
      hasCode('not_allowed'),
    )
    assert.equal(await moderation.people.lowerHands(as('Grace'), {}), 2)
    assert.equal(await moderation.people.lowerHands(as('Grace'), {}), 0)
    assert.deepEqual([done('Ada').length, done('Vera').length, done('Grace').length], [1, 1, 0])
    assert.deepEqual(
      events('handsLowered').map(({ participantId, count }) => [participantId, count]),
      [
        [seat('Ada').id, 1],
        [undefined, 2],
      ],
    )
  })
})

describe('Names', () => {
  it('are given by hosts, told to the one, and kept apart from those of others', async (t) => {
    const { moderation, as, seat, done, events, store } = await createMeeting(t, CAST)
    assert.equal(await moderation.people.rename(as('Bob'), seat('Vera').id, 'Ada'), 'Ada (2)')
    assert.equal(await moderation.people.rename(as('Bob'), seat('Vera').id, 'Ada'), 'Ada (2)')
    assert.deepEqual(
      done('Vera').map(({ what }) => what),
      [{ kind: 'renamed', name: 'Ada (2)' }],
    )
    assert.deepEqual(
      events('participantRenamedBy').map(({ displayName, before }) => [displayName, before]),
      [['Ada (2)', 'Vera']],
    )
    assert.equal(store.seats('red').get(seat('Vera').id)?.name, 'Ada (2)')
    await assert.rejects(
      moderation.people.rename(as('Bob'), seat('Grace').id, 'Nobody'),
      hasCode('not_allowed'),
    )
    await assert.rejects(moderation.people.rename(as('Bob'), 'nobody-here', 'A'), hasCode('target_gone'))
  })

  it('of one’s own change as far as the rules allow', async (t) => {
    const { room, seat, setRules } = await createMeeting(t, CAST)
    await setRules({ rename: 'hosts' })
    await assert.rejects(room.actions.rename(seat('Ada'), 'Grace'), hasCode('not_allowed'))
    assert.equal(await room.actions.rename(seat('Bob'), 'Robert'), 'Robert')
  })
})

describe('The spotlight', () => {
  it('is state of the room in its order, for those who come as well, and changes once', async (t) => {
    const { moderation, as, seat, states, events, enter } = await createMeeting(t, CAST)
    const [ada, vera] = [seat('Ada').id, seat('Vera').id]
    moderation.spotlight.set(as('Bob'), [vera, ada, vera])
    moderation.spotlight.set(as('Grace'), [vera, ada])
    assert.deepEqual(states, [{ spotlight: [vera, ada] }])
    assert.equal(events('spotlightChanged').length, 1)
    assert.deepEqual((await enter('Carol', 'speaker')).reply.state, { spotlight: [vera, ada] })
    moderation.spotlight.set(as('Grace'), [])
    moderation.spotlight.set(as('Grace'), [])
    assert.deepEqual(states.slice(1), [{}])
  })

  it('goes with those who leave, and refuses those who have left without changing anything', async (t) => {
    const { moderation, as, seat, states, room } = await createMeeting(t, CAST)
    const [ada, vera] = [seat('Ada').id, seat('Vera').id]
    moderation.spotlight.set(as('Grace'), [ada, vera])
    room.leave(seat('Ada'))
    assert.deepEqual(states.at(-1), { spotlight: [vera] })
    assert.throws(() => moderation.spotlight.set(as('Grace'), [vera, ada]), hasCode('target_gone'))
    assert.deepEqual(moderation.state, { spotlight: [vera] })
  })
})

it('lets a host decide forty times at once and three times a second after that, and others as well', async (t) => {
  const clock = { now: 1000 }
  t.mock.method(performance, 'now', () => clock.now)
  const { seat } = await createMeeting(t, CAST)
  const rate = new HostRate()
  const decided = (name: string, times: number): number => {
    let count = 0
    for (let time = 0; time < times; time += 1) {
      try {
        rate.charge(seat(name))
        count += 1
      } catch (error) {
        assert.ok(error instanceof ProtocolError && error.code === 'rate_limited')
      }
    }
    return count
  }
  assert.equal(decided('Grace', 1000), 40)
  assert.equal(decided('Bob', 1), 1)
  clock.now += 1000
  assert.equal(decided('Grace', 1000), 3)
})
