import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Participant } from '../../protocol/index.ts'
import { divideRoster } from './first-roster.ts'

function people(count: number, camera: (index: number) => boolean): Participant[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    name: `Person ${index}`,
    role: 'participant',
    handRaisedAt: null,
    connection: 'connected',
    publications: camera(index) ? [{ source: 'camera', paused: false }] : [],
  }))
}

describe('divideRoster', () => {
  it('names everybody exactly once', () => {
    const all = people(300, (index) => index % 7 === 0)
    const { first, rest } = divideRoster(all, 'p13')
    const ids = [...first, ...rest.flat()].map(({ id }) => id)
    assert.equal(ids.length, 300)
    assert.equal(new Set(ids).size, 300)
  })

  it('keeps the first part small in a webinar, with the presenter in it', () => {
    const { first } = divideRoster(
      people(1000, (index) => index === 500),
      null,
    )
    assert.equal(first[0]?.id, 'p500')
    assert.ok(first.length <= 5)
  })

  it('puts screens and the speaker before other cameras', () => {
    const all = people(40, () => true)
    all[30]?.publications.push({ source: 'screen', paused: false })
    const { first } = divideRoster(all, 'p35')
    assert.deepEqual(
      first.slice(0, 2).map(({ id }) => id),
      ['p30', 'p35'],
    )
    assert.equal(first.length, 16)
  })
})
