import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openingHoursSchema } from '../../../protocol/index.ts'
import {
  addWindow,
  changeWindow,
  dayNames,
  draftOf,
  readDraft,
  removeWindow,
  toggleDay,
  WINDOWS_MAX,
} from './hours-draft.ts'

const draft = draftOf(null, 'Asia/Seoul')

test('what the editor begins with is something that the server takes', () => {
  assert.doesNotThrow(() => openingHoursSchema.parse(readDraft(draft)))
})

test('hours that were read and written again are the same', () => {
  const hours = {
    timeZone: 'Europe/Berlin',
    windows: [
      { days: [1, 2], from: '00:00', until: '24:00' },
      { days: [7], from: '09:30', until: '12:00' },
    ],
  }
  assert.deepEqual(readDraft(draftOf(hours, 'Asia/Seoul')), hours)
})

test('midnight is the end of the day, never its beginning', () => {
  const night = readDraft(changeWindow(draft, 0, { from: '22:00', until: '00:00' }))
  assert.ok(typeof night === 'object')
  assert.equal(night.windows[0]?.until, '24:00')
})

test('a time that makes no sense is named, and not sent', () => {
  assert.equal(readDraft(changeWindow(draft, 0, { days: [] })), 'days')
  assert.equal(readDraft(removeWindow(draft, 0)), 'days')
  for (const [from, until] of [
    ['18:00', '09:00'],
    ['09:00', '09:00'],
    ['', '09:00'],
    ['09:00', ''],
    ['22:00', '02:00'],
  ] as const) {
    assert.equal(readDraft(changeWindow(draft, 0, { from, until })), 'order', `${from}-${until}`)
  }
})

test('days are chosen and left out, and told in their order', () => {
  assert.deepEqual(toggleDay([1, 2], 2), [1])
  const chosen = changeWindow(draft, 0, { days: toggleDay(toggleDay([5], 7), 1) })
  const hours = readDraft(chosen)
  assert.ok(typeof hours === 'object')
  assert.deepEqual(hours.windows[0]?.days, [1, 5, 7])
})

test('there are never more times than a room can have', () => {
  let full = draft
  for (let count = 0; count < 40; count += 1) full = addWindow(full)
  assert.equal(full.windows.length, WINDOWS_MAX)
  assert.doesNotThrow(() => openingHoursSchema.parse(readDraft(full)))
})

test('the week begins with Monday, in any language', () => {
  assert.deepEqual(dayNames('en').slice(0, 2), ['Mon', 'Tue'])
  assert.equal(dayNames('ko')[6], '일')
})
