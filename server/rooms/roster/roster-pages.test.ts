import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Participant } from '../../../protocol/index.ts'
import { createParticipant } from '../../../protocol/test-participant.ts'
import { RosterPages } from './roster-pages.ts'

function setUp(count: number) {
  const people = new Map<string, Participant>()
  let reads = 0
  const pages = new RosterPages((id) => {
    reads += 1
    return people.get(id)
  })
  const add = (id: string): void => {
    people.set(id, createParticipant(id))
    pages.add(id)
  }
  for (let index = 0; index < count; index += 1) add(`p${index}`)
  const named = (): string[] => pages.messages.flatMap(({ joined }) => joined.map(({ id }) => id))
  const readsOf = (act: () => void): number => {
    const before = reads
    act()
    return reads - before
  }
  return { people, pages, add, named, readsOf }
}

describe('RosterPages', () => {
  it('names everybody exactly once', () => {
    const { pages, named } = setUp(250)
    assert.equal(pages.size, 250)
    assert.equal(pages.messages.length, 3)
    assert.equal(named().length, 250)
    assert.equal(new Set(named()).size, 250)
  })

  it('gives the same frozen messages again while nothing changes', () => {
    const { pages, readsOf } = setUp(250)
    const first = pages.messages
    assert.ok(first.every((message) => Object.isFrozen(message)))
    assert.equal(
      readsOf(() => assert.ok(pages.messages.every((message, index) => message === first[index]))),
      0,
    )
  })

  it('writes only the page anew on which something changed', () => {
    const { people, pages, readsOf } = setUp(1000)
    const before = pages.messages
    const someone = people.get('p150') as Participant
    people.set('p150', { ...someone, name: 'Ada' })
    pages.changed('p150')
    assert.equal(
      readsOf(() => pages.messages),
      100,
    )
    assert.deepEqual(
      pages.messages.map((message, index) => message === before[index]),
      before.map((_, index) => index !== 1),
    )
    assert.equal(pages.messages[1]?.joined.find(({ id }) => id === 'p150')?.name, 'Ada')
    assert.equal(before[1]?.joined.find(({ id }) => id === 'p150')?.name, 'p150')
  })

  it('fills the places of those who left, so that the number of pages follows that of people', () => {
    const { people, pages, add, named } = setUp(1000)
    for (let index = 0; index < 990; index += 1) {
      people.delete(`p${index}`)
      pages.remove(`p${index}`)
    }
    assert.equal(pages.messages.length, 1)
    for (let index = 0; index < 90; index += 1) add(`q${index}`)
    assert.equal(pages.messages.length, 1)
    assert.equal(named().length, 100)
  })

  it('knows nobody twice, and nothing of strangers', () => {
    const { pages } = setUp(1)
    pages.add('p0')
    pages.changed('stranger')
    pages.remove('stranger')
    assert.equal(pages.size, 1)
  })
})
