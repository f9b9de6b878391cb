import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { OpeningHours } from '../../../protocol/index.ts'
import { NamePatterns } from './name-patterns.ts'
import { isOpenAt, isTimeZone } from './opening-hours.ts'

const at = (text: string): number => Date.parse(text)
const hours = (timeZone: string, ...windows: OpeningHours['windows']): OpeningHours => ({ timeZone, windows })
const WORK = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }

it('goes by the clock of the place, summer time included', () => {
  const berlin = hours('Europe/Berlin', WORK)
  // 2026-06-01 is a Monday; Berlin is two hours ahead then, and one in winter.
  assert.equal(isOpenAt(berlin, at('2026-06-01T05:59:59Z')), false)
  assert.equal(isOpenAt(berlin, at('2026-06-01T06:00:00Z')), true)
  assert.equal(isOpenAt(berlin, at('2026-12-07T06:30:00Z')), false)
  assert.equal(isOpenAt(berlin, at('2026-12-07T07:00:00Z')), true)
  assert.equal(isOpenAt(berlin, at('2026-06-01T16:00:00Z')), false, 'the end is outside')
  assert.equal(isOpenAt(berlin, at('2026-06-06T10:00:00Z')), false, 'Saturday')
})

it('lets a window pass midnight, into the next week too', () => {
  const night = hours('UTC', { days: [7], from: '22:00', until: '02:00' })
  assert.equal(isOpenAt(night, at('2026-06-07T23:00:00Z')), true)
  assert.equal(isOpenAt(night, at('2026-06-08T01:59:00Z')), true, 'Monday morning')
  assert.equal(isOpenAt(night, at('2026-06-08T02:00:00Z')), false)
  assert.equal(isOpenAt(night, at('2026-06-07T01:00:00Z')), false, 'Sunday morning belongs to Saturday')
  const day = hours('UTC', { days: [1], from: '00:00', until: '24:00' })
  assert.equal(isOpenAt(day, at('2026-06-08T23:59:59Z')), true)
  assert.equal(isOpenAt(day, at('2026-06-09T00:00:00Z')), false)
})

it('is never open in a place that does not exist', () => {
  assert.equal(isTimeZone('Europe/Atlantis'), false)
  assert.equal(
    isOpenAt(hours('Europe/Atlantis', { ...WORK, days: [1, 2, 3, 4, 5, 6, 7] }), Date.now()),
    false,
  )
})

it('matches names by themselves and by their beginning', () => {
  const patterns = new NamePatterns(['board', 'team-*', 'a*'])
  for (const name of ['board', 'team-', 'team-red', 'a', 'ada'])
    assert.equal(patterns.matches(name), true, name)
  for (const name of ['boards', 'team', 'b', '', 'the-team-red'])
    assert.equal(patterns.matches(name), false, name)
  assert.equal(new NamePatterns(['*']).matches('anything'), true)
  assert.equal(new NamePatterns([]).matches('anything'), false)
})
