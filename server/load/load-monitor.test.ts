import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createLogger } from '../observability/logger.ts'
import type { EventLoopUse } from './event-loop-meter.ts'
import { levelAt, NO_LOAD, type LoadLevels } from './load-levels.ts'
import { LoadMonitor } from './load-monitor.ts'

const CALM: EventLoopUse = { delay: { mean: 0, p99: 0, max: 0 }, busy: 0 }

/** A monitor over inputs that the test sets, with a sample for each call of `sample`. */
function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const input = { cpu: new Map<string, number>(), loop: CALM, participants: 1 }
  const told: LoadLevels[] = []
  const lines: Record<string, unknown>[] = []
  const looks: (boolean | undefined)[] = []
  let isClosed = false
  const monitor = new LoadMonitor({
    workerCpu: () => input.cpu,
    participants: () => input.participants,
    eventLoop: {
      read: (isServing) => {
        looks.push(isServing)
        return input.loop
      },
      close: () => (isClosed = true),
    },
    changed: (levels) => told.push(levels),
    logger: createLogger(
      { level: 'info', format: 'json' },
      { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    ),
  })
  t.after(() => monitor.close())
  const sample = (times: number): void => {
    for (let count = 0; count < times; count += 1) t.mock.timers.tick(2000)
  }
  /** Like the registry, which knows nothing but what it was told. */
  const known = (): LoadLevels => told.at(-1) ?? NO_LOAD
  return { input, told, lines, looks, monitor, sample, known, isClosed: () => isClosed }
}

describe('LoadMonitor', () => {
  it('says nothing while nothing is busy', (t) => {
    const { input, lines, monitor, sample, known } = setUp(t)
    input.cpu = new Map([['w7', 0.79]])
    input.loop = { delay: { mean: 199, p99: 900, max: 2000 }, busy: 0.89 }
    sample(20)
    assert.equal(monitor.level, 0)
    assert.deepEqual(known(), { eventLoop: 0, workers: new Map([['w7', 0]]), isFull: false })
    assert.deepEqual(lines, [])
  })

  it('looks at the event loop closely from the first sample with somebody on', (t) => {
    const { input, looks, sample } = setUp(t)
    input.participants = 0
    sample(1)
    input.participants = 1
    sample(1)
    input.participants = 0
    sample(1)
    assert.deepEqual(looks, [false, true, false])
  })

  it('saves for the people of the busy worker, and says so in the log', (t) => {
    const { input, lines, monitor, sample, known } = setUp(t)
    input.cpu = new Map([
      ['w7', 0.9],
      ['w8', 0.2],
    ])
    sample(1)
    assert.equal(monitor.level, 0, 'one sample is no load')
    sample(1)
    assert.deepEqual(known(), {
      eventLoop: 0,
      workers: new Map([
        ['w7', 1],
        ['w8', 0],
      ]),
      isFull: false,
    })
    sample(10)
    assert.equal(levelAt(known(), 'w7'), 2, '0.9 of a core asks for two steps')
    assert.equal(levelAt(known(), 'w8'), 0)
    assert.equal(monitor.level, 2, 'the level of those who are served worst')
    assert.deepEqual(
      lines.map(({ part, loadLevel, msg }) => [part, loadLevel, msg]),
      [
        ['w7', 1, 'saving under load'],
        ['w7', 2, 'saving under load'],
      ],
    )
  })

  const busyLoops: Record<string, [EventLoopUse, 1 | 2 | 3]> = {
    'late timers': [{ delay: { mean: 200, p99: 200, max: 200 }, busy: 0 }, 1],
    'very late timers': [{ delay: { mean: 800, p99: 800, max: 800 }, busy: 0 }, 3],
    'a full event loop': [{ ...CALM, busy: 0.96 }, 2],
  }
  for (const [what, [loop, level]] of Object.entries(busyLoops)) {
    it(`saves for everybody because of ${what}`, (t) => {
      const { input, sample, known } = setUp(t)
      input.cpu = new Map([['w7', 0.1]])
      input.loop = loop
      sample(10)
      assert.equal(known().eventLoop, level)
      assert.equal(levelAt(known(), 'w7'), level)
    })
  }

  it('goes by what is late as a rule, not by one late moment', (t) => {
    const { input, monitor, sample } = setUp(t)
    input.loop = { delay: { mean: 5, p99: 900, max: 5000 }, busy: 0.3 }
    sample(10)
    assert.equal(monitor.level, 0)
    assert.deepEqual(monitor.eventLoopDelay, input.loop.delay, 'the metrics show it all the same')
  })

  it('takes every step back when the load is gone, and reports each step once', (t) => {
    const { input, told, lines, sample } = setUp(t)
    input.cpu = new Map([['w7', 1]])
    sample(20)
    input.cpu = new Map([['w7', 0.1]])
    sample(20)
    const steps = told
      .map((levels) => levelAt(levels, 'w7'))
      .filter((level, at, all) => level !== all[at - 1])
    assert.deepEqual(steps, [0, 1, 2, 3, 2, 1, 0])
    // Newcomers are let in before the first step back.
    assert.ok(told.length <= steps.length + 1, `${told.length} reports of ${steps.length} steps`)
    assert.equal(lines.at(-1)?.msg, 'load is normal again')
  })

  it('tells that a busy worker is gone: nobody is refused because of it', (t) => {
    const { input, sample, known } = setUp(t)
    input.cpu = new Map([['w7', 1]])
    sample(6)
    assert.equal(known().isFull, true)
    input.cpu = new Map([['w8', 0.1]])
    sample(1)
    assert.deepEqual(known().workers, new Map([['w8', 0]]))
    assert.equal(known().isFull, false)
  })

  it('refuses nobody while one worker has room, and everybody while the event loop has none', (t) => {
    const { input, sample, known } = setUp(t)
    input.cpu = new Map([
      ['w7', 1],
      ['w8', 0.9],
    ])
    sample(10)
    assert.equal(known().isFull, false)
    input.cpu.set('w8', 1)
    sample(6)
    assert.equal(known().isFull, true)
    input.cpu = new Map([['w7', 0.1]])
    sample(1)
    assert.equal(known().isFull, false)
    input.loop = { ...CALM, busy: 1 }
    sample(6)
    assert.equal(known().isFull, true)
  })

  it('lets people in two seconds after the load has gone, after any number of overloads', (t) => {
    const { input, sample, known } = setUp(t)
    for (let round = 0; round < 20; round += 1) {
      input.loop = { ...CALM, busy: 1 }
      sample(8)
      assert.equal(known().isFull, true, `overload ${round}`)
      input.loop = CALM
      sample(1)
      assert.equal(known().isFull, false, `after overload ${round}`)
      sample(3 + round)
    }
  })

  it('saves nothing for long on a server that everybody has left', (t) => {
    const { input, sample, known } = setUp(t)
    for (let round = 0; round < 20; round += 1) {
      input.loop = { ...CALM, busy: 1 }
      sample(8)
      input.loop = CALM
      sample(3 + round)
    }
    assert.ok(known().eventLoop > 0, 'pictures wait by now')
    input.participants = 0
    sample(9)
    assert.equal(known().eventLoop, 0)
  })

  it('tells that a worker came that has room', (t) => {
    const { input, sample, known } = setUp(t)
    input.cpu = new Map([['w7', 1]])
    sample(6)
    input.cpu = new Map([
      ['w7', 1],
      ['w8', 0],
    ])
    sample(1)
    assert.equal(known().isFull, false)
  })

  it('begins anew with a worker of the same id', (t) => {
    const { input, sample, known } = setUp(t)
    input.cpu = new Map([['w7', 1]])
    sample(6)
    input.cpu = new Map()
    sample(1)
    input.cpu = new Map([['w7', 0.9]])
    sample(1)
    assert.equal(levelAt(known(), 'w7'), 0)
  })

  it('looks no more once it is closed', (t) => {
    const { input, told, monitor, sample, isClosed } = setUp(t)
    monitor.close()
    input.cpu = new Map([['w7', 1]])
    sample(20)
    assert.deepEqual(told, [])
    assert.equal(isClosed(), true)
  })
})
