import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { VIEW_PINS_MAX } from '../../protocol/limits.ts'
import type { Pin } from '../../protocol/index.ts'
import { isPinned, resetInterface, togglePin, useInterface } from './interface.ts'

const camera = (participantId: string): Pin => ({ participantId, source: 'camera' })
const pinned = (): string[] => useInterface.getState().pins.map(({ participantId }) => participantId)

beforeEach(resetInterface)

test('pins stand beside each other until they are taken off', () => {
  togglePin(camera('ada'))
  togglePin(camera('bo'))
  assert.deepEqual(pinned(), ['ada', 'bo'])
  togglePin(camera('ada'))
  assert.deepEqual(pinned(), ['bo'])
})

test('the camera and the screen of one person are pinned apart', () => {
  togglePin(camera('ada'))
  assert.equal(isPinned(useInterface.getState().pins, { participantId: 'ada', source: 'screen' }), false)
  assert.equal(isPinned(useInterface.getState().pins, camera('ada')), true)
})

test('beyond the most that a view may name, the oldest pin gives way', () => {
  for (let index = 0; index <= VIEW_PINS_MAX; index += 1) togglePin(camera(`p${index}`))
  assert.equal(pinned().length, VIEW_PINS_MAX)
  assert.equal(pinned()[0], 'p1')
})
