import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LineView, type LineViewOptions } from './line-view.ts'

type Lines = ReturnType<LineViewOptions['lines']['peek']>

const line = (bitsPerSecond: number, lossRatio: number | null = 0, roundTripMs: number | null = 40) => ({
  bitsPerSecond,
  lossRatio,
  roundTripMs,
  protocol: 'udp',
  availableBitsPerSecond: null,
})

/** Rooms by name with the lines of their people; how often somebody was asked for. */
function setUp(rooms: Record<string, Lines[]>) {
  const byId = new Map<string, Lines>()
  const open = new Map(
    Object.entries(rooms).map(([name, people]) => {
      const participants = people.map((one, index) => {
        byId.set(`${name}-${index}`, one)
        return { id: `${name}-${index}` }
      })
      return [name, { name, size: participants.length, participants }]
    }),
  )
  const read = (id: string): Lines => byId.get(id) ?? { send: null, receive: null }
  return new LineView({
    rooms: { names: [...open.keys()], find: (name: string) => open.get(name) } as never,
    lines: { read, peek: read, received: () => ({ audio: 1, video: 2, layers: [0, 2] }) },
    workers: () => [
      { id: 'w1', pid: 1, cpu: 0.6, participants: 2 },
      { id: 'w2', pid: 2, cpu: 0.2, participants: 1 },
    ],
  })
}

describe('what rooms cost', () => {
  it('is their part of all that is sent, the dearest first, and nothing for rooms without people', async () => {
    const view = setUp({
      quiet: [{ send: null, receive: line(1000) }],
      loud: [
        { send: line(9e9), receive: line(2000, 0.2) },
        { send: null, receive: line(1000) },
      ],
      empty: [],
    })
    const { rooms, leftOut } = await view.costs()
    assert.deepEqual(
      rooms.map(({ name, bitsPerSecondOut, badLines }) => [name, bitsPerSecondOut, badLines]),
      [
        ['loud', 3000, 1],
        ['quiet', 1000, 0],
      ],
    )
    assert.ok(Math.abs((rooms[0]?.cores ?? 0) - 0.6) < 1e-9)
    assert.ok(Math.abs((rooms[1]?.cores ?? 0) - 0.2) < 1e-9)
    assert.equal(leftOut, 0)
  })

  it('names a bounded number of rooms, and how many it leaves out', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`r${index}`, [{ send: null, receive: line(index) }]]),
    )
    const { rooms, leftOut } = await setUp(many).costs()
    assert.deepEqual([rooms.length, rooms[0]?.name, leftOut], [200, 'r249', 50])
  })
})

describe('whose line is bad', () => {
  it('is said with the direction, by loss and by the time there and back', () => {
    const cases: [Lines, string | null][] = [
      [{ send: null, receive: null }, null],
      [{ send: line(1, null, null), receive: line(1, null, null) }, null],
      [{ send: line(1, 0.05), receive: line(1, 0.05, 400) }, null],
      [{ send: line(1, 0.06), receive: line(1) }, 'up'],
      [{ send: line(1), receive: line(1, 0, 401) }, 'down'],
      [{ send: line(1, 1), receive: line(1, 1) }, 'both'],
    ]
    for (const [lines, bad] of cases) {
      const person = setUp({ demo: [lines] }).person('demo-0')
      assert.equal(person.bad, bad, JSON.stringify(lines))
      assert.deepEqual(person.received.layers, [0, 2])
    }
  })
})
