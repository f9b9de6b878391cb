import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitInside, fitTiles, placeTiles, TILE_GAP, TILE_RATIO } from './tiling.ts'

const desktop = { x: 0, y: 0, width: 1264, height: 640 }

test('one tile fills the area as far as its shape allows', () => {
  const [tile] = placeTiles(1, desktop)
  assert.deepEqual(tile, { x: 64, y: 1, width: 1137, height: 639 })
})

test('common counts give the grids that people expect on a wide stage', () => {
  const grids = [2, 4, 9, 16, 25].map((count) => {
    const { columns, rows } = fitTiles(count, desktop)
    return `${columns}x${rows}`
  })
  assert.deepEqual(grids, ['2x1', '2x2', '3x3', '4x4', '5x5'])
})

test('a narrow stage stacks its tiles', () => {
  const { columns } = fitTiles(3, { width: 374, height: 640 })
  assert.equal(columns, 1)
})

test('an unfilled last row stands in the middle', () => {
  const tiles = placeTiles(5, desktop)
  const last = tiles.slice(3)
  const left = last[0]?.x ?? 0
  const right = desktop.width - ((last[1]?.x ?? 0) + (last[1]?.width ?? 0))
  assert.ok(Math.abs(left - right) <= 1)
})

test('no tile means no rectangle', () => {
  assert.deepEqual(placeTiles(0, desktop), [])
  assert.deepEqual(fitTiles(0, desktop), { columns: 0, rows: 0, width: 0, height: 0 })
})

test('an area without space gives no negative size', () => {
  assert.deepEqual(placeTiles(4, { x: 0, y: 0, width: 0, height: 0 }), [])
})

test('tiles never overlap, never leave the area, and are as large as any other grid allows', () => {
  const size = fc.record({
    width: fc.integer({ min: 200, max: 4000 }),
    height: fc.integer({ min: 200, max: 4000 }),
  })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 25 }), size, (count, { width, height }) => {
      const tiles = placeTiles(count, { x: 0, y: 0, width, height })
      assert.equal(tiles.length, count)
      for (const [index, a] of tiles.entries()) {
        assert.ok(a.x >= -1 && a.y >= -1 && a.x + a.width <= width + 1 && a.y + a.height <= height + 1)
        for (const b of tiles.slice(index + 1)) {
          const apart =
            a.x + a.width + TILE_GAP <= b.x + 1 ||
            b.x + b.width + TILE_GAP <= a.x + 1 ||
            a.y + a.height + TILE_GAP <= b.y + 1
          assert.ok(apart, 'two tiles overlap')
        }
      }
      for (let columns = 1; columns <= count; columns += 1) {
        const rows = Math.ceil(count / columns)
        const widest = (width - TILE_GAP * (columns - 1)) / columns
        const highest = ((height - TILE_GAP * (rows - 1)) / rows) * TILE_RATIO
        assert.ok((tiles[0]?.width ?? 0) >= Math.floor(Math.min(widest, highest)))
      }
    }),
  )
})

test('a portrait source keeps its shape inside an area', () => {
  assert.deepEqual(fitInside({ x: 8, y: 8, width: 640, height: 640 }, 9 / 16), {
    x: 148,
    y: 8,
    width: 360,
    height: 640,
  })
})
