import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { View } from '../../protocol/index.ts'
import { Measures, mergeMeasures } from './measures.ts'
import { Viewing } from './viewing.ts'

function createViewing(t: TestContext, view: number | 'all' = 2) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const measures = new Measures()
  const sent: View[] = []
  const pages: string[][] = [['a', 'b'], ['c', 'd'], ['e']]
  const idle = new Set<string>()
  const viewing = new Viewing({
    page: (page) => (view === 'all' ? [] : (pages[page] ?? [])),
    view,
    isCameraIdle: (id) => idle.has(id),
    send: async (wanted) => void sent.push(wanted),
    failed: (error) => assert.fail(String(error)),
    measures,
  })
  t.after(() => viewing.close())
  const tilesOf = (): string[][] => sent.map(({ tiles }) => tiles.map(({ participantId }) => participantId))
  return { viewing, measures, sent, pages, idle, tilesOf }
}

describe('the view of a participant', () => {
  it('is sent once, and again when it changes, not more often than a browser would', (t) => {
    const { viewing, pages, tilesOf } = createViewing(t)
    viewing.update()
    viewing.update()
    pages[0] = ['a', 'x']
    viewing.update()
    assert.deepEqual(tilesOf(), [['a', 'b']])
    t.mock.timers.tick(100)
    assert.deepEqual(tilesOf(), [
      ['a', 'b'],
      ['a', 'x'],
    ])
  })

  it('times a page until its last new picture', (t) => {
    const { viewing, measures } = createViewing(t)
    viewing.update()
    t.mock.timers.tick(100)
    viewing.turnPage()
    viewing.videoBegan('a')
    viewing.videoBegan('c')
    const count = () => mergeMeasures([measures.take()]).pageTurn.count
    assert.equal(count(), 0)
    viewing.videoBegan('d')
    assert.equal(count(), 1)
    viewing.videoBegan('d')
    assert.equal(count(), 0)
  })

  it('times a picture whose camera sent nothing when the page was turned', (t) => {
    const { viewing, measures, idle } = createViewing(t)
    idle.add('b').add('c')
    viewing.update()
    t.mock.timers.tick(100)
    viewing.videoBegan('b')
    viewing.turnPage()
    // It was told to send, or to stop, only then.
    idle.delete('c')
    idle.add('d')
    viewing.videoBegan('c')
    viewing.videoBegan('d')
    const { pageTurn, pageWake } = mergeMeasures([measures.take()])
    assert.deepEqual([pageTurn.count, pageWake.count], [1, 1])
  })

  it('counts pages that are turned too early', (t) => {
    const { viewing } = createViewing(t)
    viewing.update()
    t.mock.timers.tick(100)
    viewing.turnPage()
    viewing.videoBegan('c')
    t.mock.timers.tick(100)
    viewing.turnPage()
    assert.equal(viewing.unfinishedTurns, 1)
  })

  it('can ask for everything', (t) => {
    const { viewing, sent } = createViewing(t, 'all')
    viewing.update()
    t.mock.timers.tick(100)
    viewing.update()
    assert.deepEqual(sent, [{ tiles: [], pins: [], everything: true }])
  })
})
