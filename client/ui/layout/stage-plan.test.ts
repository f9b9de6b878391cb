import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placesForPeople, planStage, type PlannedTile } from './stage-plan.ts'
import { stageInput } from './test-stage.ts'

const desktop = { width: 1280, height: 640 }
const phone = { width: 390, height: 660 }

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `p${index}`)
}

function own(tiles: readonly PlannedTile[]): PlannedTile {
  const tile = tiles.find((candidate) => candidate.key === 'me:camera')
  assert.ok(tile)
  return tile
}

test('alone: the own picture and an invitation, side by side or stacked', () => {
  const wide = planStage(stageInput({}))
  assert.equal(wide.tiles.length, 1)
  assert.ok(wide.invitation && wide.invitation.x > own(wide.tiles).x + own(wide.tiles).width)
  const narrow = planStage(stageInput({ stage: phone, phone: true }))
  assert.ok(narrow.invitation && narrow.invitation.y > own(narrow.tiles).y + own(narrow.tiles).height)
})

test('with others the own tile is small and stands in the corner', () => {
  const { tiles, invitation } = planStage(stageInput({ people: names(1) }))
  assert.equal(invitation, null)
  const self = own(tiles)
  assert.equal(self.place, 'self')
  assert.ok(self.width <= 240)
  assert.ok(self.x + self.width > 1240 && self.y + self.height > 600)
})

test('a shared screen takes the stage and people move to a strip', () => {
  const { layout, tiles } = planStage(stageInput({ people: names(3), screens: ['p1'] }))
  assert.equal(layout, 'screen')
  assert.deepEqual(
    tiles.map((tile) => `${tile.key}/${tile.place}`),
    ['p1:screen/main', 'p0:camera/strip', 'p1:camera/strip', 'p2:camera/strip', 'me:camera/self'],
  )
})

test('the latest of two shared screens is the large one unless the other is pinned', () => {
  const both = stageInput({ people: names(2), screens: ['p0', 'p1'] })
  assert.equal(planStage(both).tiles[0]?.key, 'p1:screen')
  const pinned = planStage({ ...both, pins: [{ participantId: 'p0', source: 'screen' }] })
  assert.equal(pinned.tiles[0]?.key, 'p0:screen')
})

test('a pin wins over the speaker and over a shared screen', () => {
  const pins = [{ participantId: 'p2', source: 'camera' as const }]
  const { layout, tiles } = planStage(stageInput({ people: names(3), screens: ['p0'], speaker: 'p1', pins }))
  assert.equal(layout, 'spotlight')
  assert.equal(tiles[0]?.key, 'p2:camera')
})

test('a pin on somebody who left has no effect', () => {
  const { layout } = planStage(
    stageInput({ people: names(2), pins: [{ participantId: 'gone', source: 'camera' }] }),
  )
  assert.equal(layout, 'grid')
})

test('the own picture can be pinned, and then stands there only', () => {
  const { tiles } = planStage(
    stageInput({ people: names(2), pins: [{ participantId: 'me', source: 'camera' }] }),
  )
  assert.equal(tiles.filter((tile) => tile.participantId === 'me').length, 1)
  assert.equal(own(tiles).place, 'main')
})

test('several pins share the large place equally, beside a strip of the others', () => {
  const pins = ['p1', 'p3', 'gone'].map((participantId) => ({ participantId, source: 'camera' as const }))
  const { layout, tiles } = planStage(stageInput({ people: names(6), pins }))
  assert.equal(layout, 'spotlight')
  const large = tiles.filter(({ place }) => place === 'main')
  assert.deepEqual(
    large.map(({ participantId }) => participantId),
    ['p1', 'p3'],
  )
  assert.equal(large[0]?.width, large[1]?.width)
  const small = tiles.filter(({ place }) => place === 'strip')
  assert.deepEqual(
    small.map(({ participantId }) => participantId),
    ['p0', 'p2', 'p4', 'p5'],
  )
  for (const tile of small) assert.ok(tile.width * 1.5 < (large[0]?.width ?? 0))
})

test('a pinned screen beside a pinned person is a screen layout', () => {
  const pins = [
    { participantId: 'p1', source: 'camera' as const },
    { participantId: 'p0', source: 'screen' as const },
  ]
  assert.equal(planStage(stageInput({ people: names(3), screens: ['p0'], pins })).layout, 'screen')
})

test('the spotlight shows the large picture and oneself, and nobody else', () => {
  const plan = planStage(stageInput({ people: names(30), speaker: 'p4', mainOnly: true }))
  assert.equal(plan.layout, 'spotlight')
  assert.deepEqual(
    plan.tiles.map(({ key, place }) => `${key}/${place}`),
    ['p4:camera/main', 'me:camera/self'],
  )
  assert.equal(plan.pager, null)
})

test('the spotlight in an empty room is the invitation', () => {
  assert.ok(planStage(stageInput({ mainOnly: true })).invitation)
})

test('while others are known to be there nobody is invited', () => {
  const plan = planStage(stageInput({ awaitsOthers: true }))
  assert.equal(plan.invitation, null)
  assert.equal(own(plan.tiles).place, 'self')
})

test('a large window shows 25 on a page', () => {
  const plan = planStage(stageInput({ people: names(60), stage: { width: 1920, height: 940 } }))
  assert.equal(plan.tiles.filter(({ place }) => place === 'grid').length, 25)
})

test('nobody has two tiles of one source, whatever the layout', () => {
  for (const speaker of [null, 'p3']) {
    for (const screens of [[], ['p1']]) {
      const { tiles } = planStage(stageInput({ people: names(9), speaker, screens, ownScreen: true }))
      assert.equal(new Set(tiles.map((tile) => tile.key)).size, tiles.length)
    }
  }
})

test('more than fit are paged: 16 on a desktop, 6 on a phone', () => {
  const wide = planStage(stageInput({ people: names(40) }))
  assert.equal(wide.pages, 3)
  assert.equal(wide.tiles.length, 17)
  const narrow = planStage(stageInput({ people: names(40), stage: phone, phone: true }))
  assert.equal(narrow.tiles.length, 7)
  assert.ok(wide.pager && narrow.pager)
})

test('a strip that is too short is paged as well', () => {
  const plan = planStage(stageInput({ people: names(30), speaker: 'p0' }))
  assert.ok(plan.pages > 1 && plan.pager)
  assert.equal(placesForPeople(stageInput({ people: names(30), speaker: 'p0' })), plan.tiles.length - 1)
})

test('every tile stays on the stage', () => {
  const stages = [desktop, phone, { width: 844, height: 300 }, { width: 900, height: 900 }]
  for (const stage of stages) {
    for (const count of [0, 1, 2, 5, 9, 25]) {
      for (const speaker of [null, 'p0']) {
        const plan = planStage(stageInput({ stage, phone: stage.width < 640, people: names(count), speaker }))
        for (const tile of plan.tiles) {
          assert.ok(tile.x >= 0 && tile.y >= 0, `${tile.key} leaves ${stage.width}x${stage.height}`)
          assert.ok(tile.x + tile.width <= stage.width && tile.y + tile.height <= stage.height)
          assert.ok(tile.width > 0 && tile.height > 0)
        }
      }
    }
  }
})

test('a portrait picture alone on the stage keeps its shape', () => {
  const plan = planStage(stageInput({ stage: phone, phone: true, people: ['p0'], ratioOf: () => 9 / 16 }))
  const tile = plan.tiles[0]
  assert.ok(tile && tile.height > tile.width)
})

test('on a desktop the own tile covers nothing of a shared screen, beside or below it', () => {
  for (const stage of [desktop, { width: 900, height: 640 }, { width: 760, height: 900 }]) {
    const { tiles } = planStage(stageInput({ stage, people: names(3), screens: ['p0'] }))
    const self = own(tiles)
    const screen = tiles.find((tile) => tile.place === 'main')
    assert.ok(screen)
    const apart = screen.x + screen.width <= self.x || screen.y + screen.height <= self.y
    assert.ok(apart, `they overlap at ${stage.width}x${stage.height}`)
  }
})
