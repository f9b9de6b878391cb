import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NotificationParams, Participant } from '../../../protocol/index.ts'
import { createParticipant } from '../../../protocol/test-participant.ts'
import { Roster } from './roster.ts'

function setUp(t: { mock: { timers: { enable: (o: object) => void; tick: (ms: number) => void } } }) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const people = new Map<string, Participant>()
  const sent: NotificationParams<'room:changed'>[] = []
  const roster = new Roster({
    find: (id) => people.get(id),
    broadcast: (change) => sent.push(change),
    notify: () => undefined,
    intervalMs: 100,
  })
  const add = (id: string, name = id): void => {
    people.set(id, createParticipant(id, { name }))
  }
  return { people, sent, roster, add, tick: (ms: number) => t.mock.timers.tick(ms) }
}

describe('Roster', () => {
  it('sends the first change at once and gathers the next ones', (t) => {
    const { sent, roster, add, tick } = setUp(t as never)
    add('a')
    roster.joined('a')
    tick(0)
    assert.equal(sent.length, 1)
    for (const id of ['b', 'c', 'd']) {
      add(id)
      roster.joined(id)
      tick(10)
    }
    assert.equal(sent.length, 1)
    tick(100)
    assert.deepEqual(
      sent[1]?.joined.map(({ id }) => id),
      ['b', 'c', 'd'],
    )
  })

  it('sends only fields that changed, with their latest values', (t) => {
    const { sent, roster, add, tick, people } = setUp(t as never)
    add('a')
    roster.updated('a', 'name')
    people.set('a', { ...(people.get('a') as Participant), name: 'Ada' })
    tick(0)
    assert.deepEqual(sent[0]?.updated, [{ id: 'a', name: 'Ada' }])
  })

  it('says that somebody left who came and went in between: a reply to a join may have named them', (t) => {
    const { sent, roster, add, tick, people } = setUp(t as never)
    add('a')
    roster.joined('a')
    people.delete('a')
    roster.left('a')
    tick(200)
    assert.deepEqual(sent, [{ joined: [], left: ['a'], updated: [], count: 0 }])
  })

  it('tells of a crowd in a small room as often as of anybody', (t) => {
    const { sent, roster, add, tick } = setUp(t as never)
    for (let second = 0; second < 10; second += 1) {
      for (const id of ['a', 'b', 'c']) {
        add(`${id}-${second}`)
        roster.joined(`${id}-${second}`)
      }
      tick(100)
    }
    assert.equal(sent.length, 10)
  })
})
