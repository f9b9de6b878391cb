import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STAGE_INSET, stageFrame, type FrameInput, type GridFrame, type SplitFrame } from './stage-frame.ts'
import { TILE_GAP, TILE_RATIO, type Rect } from './tiling.ts'

const DESKTOP = { width: 1280, height: 720 }
const PHONE = { width: 390, height: 760 }

const input = (part: Partial<FrameInput>): FrameInput => ({
  stage: DESKTOP,
  phone: false,
  count: 4,
  mains: 0,
  mainRatio: TILE_RATIO,
  ...part,
})

function grid(part: Partial<FrameInput>): GridFrame {
  const frame = stageFrame(input(part))
  assert.equal(frame.kind, 'grid')
  return frame
}

function split(part: Partial<FrameInput>): SplitFrame {
  const frame = stageFrame(input({ mains: 1, ...part }))
  assert.equal(frame.kind, 'split')
  return frame
}

const endX = ({ x, width }: Rect): number => x + width
const endY = ({ y, height }: Rect): number => y + height

function isApart(a: Rect, b: Rect): boolean {
  return endX(a) <= b.x || endX(b) <= a.x || endY(a) <= b.y || endY(b) <= a.y
}

function isInside(rect: Rect, stage: { width: number; height: number }): boolean {
  return rect.x >= 0 && rect.y >= 0 && endX(rect) <= stage.width && endY(rect) <= stage.height
}

test('few people have the whole stage for their grid', () => {
  const frame = grid({ count: 4 })
  assert.deepEqual(frame.area, {
    x: STAGE_INSET,
    y: STAGE_INSET,
    width: DESKTOP.width - 2 * STAGE_INSET,
    height: DESKTOP.height - 2 * STAGE_INSET,
  })
  assert.equal(frame.pager, null)
})

test('a grid that does not fit on a page leaves room for its pager', () => {
  const frame = grid({ count: 80 })
  assert.ok(frame.pager)
  assert.ok(isApart(frame.area, frame.pager))
  assert.ok(isInside(frame.pager, DESKTOP))
  assert.ok(frame.capacity < 80)
})

test('a grid turns to pages exactly where one more does not fit', () => {
  const { capacity } = grid({ count: 1 })
  assert.equal(grid({ count: capacity }).pager, null)
  assert.ok(grid({ count: capacity + 1 }).pager)
})

test('a phone shows six at most, a desktop sixteen, and a large screen more', () => {
  assert.equal(grid({ stage: PHONE, phone: true }).capacity, 6)
  assert.equal(grid({}).capacity, 16)
  assert.equal(grid({ stage: { width: 2560, height: 1440 } }).capacity, 25)
})

test('a large tile without small ones has the whole stage', () => {
  const frame = split({ count: 0 })
  assert.equal(frame.main.width, DESKTOP.width - 2 * STAGE_INSET)
  assert.equal(frame.capacity, 0)
  assert.equal(frame.self, null)
})

test('small tiles stand beside a large one on a wide stage, and below it on a tall one', () => {
  assert.equal(split({ count: 4, stage: { width: 1920, height: 720 } }).direction, 'column')
  assert.equal(split({ count: 4, stage: PHONE, phone: true }).direction, 'row')
})

test('the shape of what stands large decides too: a tall one leaves room at its side', () => {
  const square = { width: 900, height: 900 }
  assert.equal(split({ stage: square, mainRatio: 9 / 16 }).direction, 'column')
  assert.equal(split({ stage: square, mainRatio: 4 }).direction, 'row')
})

test('on a phone the own tile floats, elsewhere it ends the strip', () => {
  assert.equal(split({ stage: PHONE, phone: true }).self, null)
  assert.ok(split({}).self)
})

test('main, strip, own tile and pager never overlap and never leave the stage', () => {
  for (const stage of [DESKTOP, PHONE, { width: 1024, height: 1024 }, { width: 1920, height: 500 }]) {
    for (const count of [1, 2, 5, 9, 30]) {
      for (const phone of [true, false]) {
        const frame = split({ stage, phone, count })
        const parts = [frame.main, frame.strip, frame.self, frame.pager].filter((part) => part !== null)
        const about = `${count} on ${stage.width}x${stage.height}`
        for (const part of parts) assert.ok(isInside(part, stage), about)
        parts.forEach((a, index) => {
          for (const b of parts.slice(index + 1)) assert.ok(isApart(a, b), about)
        })
      }
    }
  }
})

test('the strip holds as many tiles as it says', () => {
  for (const count of [1, 3, 6, 20]) {
    const { strip, tile, capacity, direction, pager } = split({ count })
    const [space, edge] = direction === 'column' ? [strip.height, tile.height] : [strip.width, tile.width]
    const shown = Math.min(count, capacity)
    assert.ok(shown * edge + (shown - 1) * TILE_GAP <= space + TILE_GAP, `${count} tiles`)
    assert.equal(pager !== null, count > capacity, `${count} tiles`)
  }
})

test('a stage without any space has frames without any size', () => {
  const nothing = { width: 0, height: 0 }
  assert.equal(grid({ stage: nothing }).area.width, 0)
  assert.equal(split({ stage: nothing }).main.width, 0)
})
