import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Participant } from '../../protocol/index.ts'
import { createParticipant } from '../../protocol/test-participant.ts'
import { Roster } from '../native-peer/roster.ts'
import { PageChoice } from './page-choice.ts'
import { nameOf } from './plan.ts'

const CAST = { participants: 4, publishers: 4, speakers: 0 }

function participant(index: number, camera: 'sends' | 'paused' | 'none' = 'sends'): Participant {
  return createParticipant(`id-${index}`, {
    name: nameOf(index),
    publications: camera === 'none' ? [] : [{ source: 'camera', paused: camera === 'paused' }],
  })
}

function choice(view: number | 'all', others: Participant[]): PageChoice {
  const roster = new Roster()
  roster.begin(participant(0), others)
  return new PageChoice(0, { view, cast: CAST }, roster)
}

describe('the page of a client that has just joined', () => {
  it('shows whoever is there and has a camera that sends', () => {
    const pages = choice(3, [participant(1, 'none'), participant(2, 'paused'), participant(3)])
    assert.deepEqual(pages.idsOn(0, []), ['id-3'])
  })

  it('keeps those who are shown, and fills up with others', () => {
    const pages = choice(2, [participant(1), participant(2), participant(3)])
    assert.deepEqual(pages.idsOn(0, ['id-3']), ['id-3', 'id-1'])
    assert.deepEqual(pages.idsOn(0, ['id-3', 'id-2']), ['id-3', 'id-2'])
  })

  it('names nobody where everything is shown', () => {
    assert.deepEqual(choice('all', [participant(1)]).idsOn(0, []), [])
  })
})

describe('the page of a client that follows the plan', () => {
  it('shows the next clients after itself, and others on the next page', () => {
    const pages = choice(2, [])
    pages.followPlan([participant(3), participant(1), participant(2)])
    assert.deepEqual(pages.idsOn(0, ['id-3']), ['id-1', 'id-2'])
    assert.deepEqual(pages.idsOn(1, ['id-1', 'id-2']), ['id-3', 'id-1'])
  })

  it('leaves out clients that are not there, and participants that are no clients', () => {
    const guest = { ...participant(1), name: 'Ada' }
    const pages = choice(2, [])
    pages.followPlan([guest, participant(2)])
    assert.deepEqual(pages.idsOn(0, []), ['id-2'])
  })
})
