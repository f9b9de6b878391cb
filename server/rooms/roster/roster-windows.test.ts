import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { mockClock, TestRoom } from './test-roster.ts'

function setUp(t: TestContext, size = 100) {
  const tick = mockClock(t)
  const room = new TestRoom()
  for (let index = 0; index < size; index += 1) {
    const name = `Person ${String(index).padStart(4, '0')}`
    room.join(`p${index}`, { name })
  }
  tick(2000)
  t.after(() => room.roster.close())
  const page = room.pages.get('p0')
  assert.ok(page)
  const told = (): number => page.heard.filter(({ name }) => name === 'roster:changed').length
  return { tick, room, page, told }
}

describe('a window of a list', () => {
  it('follows who comes and goes before it and in it', (t) => {
    const { room, page, tick } = setUp(t)
    room.look('p0', { list: 'people', from: 10, count: 5 })
    assert.deepEqual(page.windows.get('people')?.ids, ['p11', 'p12', 'p13', 'p14', 'p15'])
    room.leave('p3')
    room.join('early', { name: 'Aa' })
    room.leave('p13')
    tick(500)
    assert.deepEqual(page.windows.get('people'), {
      total: 98,
      from: 10,
      ids: ['p11', 'p12', 'p14', 'p15', 'p16'],
    })
  })

  it('tells no more often than twice a second, and nothing while nothing in it changes', (t) => {
    const { room, tick, told } = setUp(t)
    room.look('p0', { list: 'people', from: 0, count: 20 })
    tick(2000)
    const before = told()
    for (let index = 0; index < 100; index += 1) {
      room.update('p5', { handRaisedAt: index % 2 ? index : null })
      tick(50)
    }
    assert.ok(told() - before <= 11, `${told() - before} messages in 5 s`)
    tick(1000)
    const after = told()
    room.update('p90', { publications: [{ source: 'microphone', paused: false }] })
    tick(2000)
    assert.equal(told(), after)
  })

  it('shows the end of a list that is shorter, and the wanted part once it is longer', (t) => {
    const { room, page, tick } = setUp(t, 40)
    const { from, total, participants } = room.look('p0', { list: 'people', from: 5000, count: 10 })
    assert.deepEqual([from, total, participants.length], [29, 39, 10])
    room.join('zz', { name: 'Zz' })
    tick(600)
    assert.deepEqual(page.windows.get('people')?.from, 30)
    assert.equal(page.windows.get('people')?.ids.at(-1), 'zz')
    assert.deepEqual(room.look('p0', { list: 'stage', from: 65_535, count: 64 }).participants.length, 40)
  })

  it('shows what a search finds, as names change', (t) => {
    const { room, page, tick } = setUp(t)
    const search = { list: 'people', from: 0, count: 5, search: ' pérSON 009' } as const
    assert.equal(room.look('p0', search).total, 10)
    room.update('p95', { name: 'Somebody' })
    room.update('p20', { name: 'Person 009x' })
    tick(600)
    assert.equal(page.windows.get('people')?.total, 10)
    room.leave('p99')
    tick(600)
    assert.equal(page.windows.get('people')?.total, 9)
  })

  it('is followed later where many are, so that they hold nobody up, and never forgotten', (t) => {
    const { room, tick } = setUp(t)
    const search = { list: 'people', from: 0, count: 5, search: 'person' } as const
    for (const id of room.pages.keys()) room.look(id, search)
    tick(1000)
    const totals = (): number[] =>
      [...room.pages.values()].map(({ windows }) => windows.get('people')?.total ?? 0)
    // Each look at the clock takes a millisecond, and there is one after each window.
    let spent = 0
    t.mock.method(performance, 'now', () => Date.now() + (spent += 1))
    room.join('late', { name: 'Person late' })
    tick(50)
    const followed = totals().filter((total) => total === 100).length
    assert.ok(followed > 0 && followed <= 12, `${followed} were followed at once`)
    room.leave('p99')
    room.leave('p98')
    tick(5000)
    assert.deepEqual([...new Set(totals().slice(0, 98))], [98])
  })

  it('ends with a count of nothing, when its page loses the connection, and when it leaves', (t) => {
    const { room, tick, told } = setUp(t)
    const remembered = room.roster.remembered
    room.look('p0', { list: 'people', from: 0, count: 60 })
    room.look('p0', { list: 'people', from: 0, count: 0 })
    tick(200)
    assert.equal(room.roster.remembered, remembered)
    for (const end of ['disconnect', 'leave'] as const) {
      room.look('p1', { list: 'people', from: 0, count: 60 })
      room.look('p1', { list: 'stage', from: 0, count: 60 })
      room[end]('p1')
      tick(200)
      assert.ok(room.roster.remembered <= remembered)
    }
    room.join('more')
    tick(600)
    assert.equal(told(), 0)
  })

  it('moves as often as its page likes, and leaves nothing behind', (t) => {
    const { room, page, tick } = setUp(t, 400)
    const { size: before } = page.known
    const messages = page.heard.length
    for (let index = 0; index < 1000; index += 1) {
      room.look('p0', { list: 'people', from: (index * 37) % 400, count: 64 })
      if (index % 20 === 0) tick(50)
    }
    tick(1000)
    assert.ok(page.heard.length - messages <= 50, `${page.heard.length - messages} messages`)
    assert.ok(page.known.size <= before + 64, `${page.known.size} are known`)
    room.look('p0', { list: 'people', from: 0, count: 0 })
    tick(200)
    assert.equal(page.known.size, before)
  })

  it('finds names for somebody who does not look, without oneself and no more than wanted', (t) => {
    const { room, tick } = setUp(t)
    assert.deepEqual(room.roster.find('p0', { search: 'PERSON 000', limit: 20 }).participants.at(0), {
      id: 'p1',
      name: 'Person 0001',
    })
    assert.equal(room.roster.find('p0', { search: '', limit: 20 }).participants.length, 20)
    assert.deepEqual(room.roster.find('p0', { search: 'nobody', limit: 20 }).participants, [])
    // What was sorted for it is dropped after a while, and made anew.
    tick(60_000)
    room.update('p7', { name: 'Zoe' })
    assert.deepEqual(room.roster.find('p0', { search: 'zo', limit: 5 }).participants, [
      { id: 'p7', name: 'Zoe' },
    ])
  })
})
