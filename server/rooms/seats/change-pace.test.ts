import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FakeConnection, UNLIMITED_USAGE } from '../test-room.ts'
import { ChangePace } from './change-pace.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const clock = { now: 1000 }
  t.mock.method(performance, 'now', () => clock.now)
  const told: string[] = []
  const pace = new ChangePace((id, field) => void told.push(`${id} ${field}`))
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.now += 100
      t.mock.timers.tick(100)
    }
  }
  const seatOf = (id: string, payer: object) => ({
    id,
    connection: new FakeConnection({ ...UNLIMITED_USAGE, payer }),
  })
  return { pace, told, pass, seatOf }
}

describe('ChangePace', () => {
  it('tells at once of whoever changes now and then', (t) => {
    const { pace, told, pass, seatOf } = setUp(t)
    const ada = seatOf('ada', {})
    for (let second = 0; second < 30; second += 1) {
      pace.changed(ada, 'handRaisedAt')
      pace.changed(ada, 'publications')
      assert.equal(told.length, (second + 1) * 2)
      pass(1000)
    }
  })

  it('tells of a seat that changes all the time so often, and of its last state in any case', (t) => {
    const { pace, told, pass, seatOf } = setUp(t)
    const mallory = seatOf('mallory', {})
    for (let count = 0; count < 1000; count += 1) pace.changed(mallory, 'name')
    pace.changed(mallory, 'handRaisedAt')
    assert.deepEqual([told.length, new Set(told).size], [20, 1])
    pass(300)
    assert.deepEqual(told.slice(20), ['mallory name', 'mallory handRaisedAt'], 'what waits goes together')
    pass(10_000)
    assert.equal(told.length, 22, 'and nothing after that')
    for (let tenth = 0; tenth < 100; tenth += 1) {
      for (let count = 0; count < 100; count += 1) pace.changed(mallory, 'name')
      pass(100)
    }
    assert.ok(told.length <= 22 + 20 + 41, `${told.length} told`)
  })

  it('lets many seats of one address take turns, and another address alone', (t) => {
    const { pace, told, pass, seatOf } = setUp(t)
    const payer = {}
    const crowd = Array.from({ length: 200 }, (_, index) => seatOf(`m${index}`, payer))
    for (let round = 0; round < 10; round += 1) for (const one of crowd) pace.changed(one, 'name')
    assert.equal(told.length, 500)
    pace.changed(seatOf('ada', {}), 'handRaisedAt')
    assert.equal(told.at(-1), 'ada handRaisedAt')
    const before = told.length
    pass(2100)
    assert.equal(new Set(told.slice(before)).size, 200, 'the last change of each has arrived')
    assert.equal(told.length, before + 200)
  })

  it('tells of whoever is away at once, and of whoever went while they waited', (t) => {
    const { pace, told, pass, seatOf } = setUp(t)
    const away = { id: 'away', connection: null }
    for (let count = 0; count < 30; count += 1) pace.changed(away, 'publications')
    assert.equal(told.length, 30)
    const seat: { id: string; connection: FakeConnection | null } = seatOf('ada', {})
    for (let count = 0; count < 30; count += 1) pace.changed(seat, 'name')
    seat.connection = null
    pass(100)
    assert.equal(told.filter((one) => one === 'ada name').length, 21)
  })
})
