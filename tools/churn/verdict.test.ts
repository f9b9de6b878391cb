import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeMemory } from './memory.ts'
import { findTrouble, type ChurnFindings } from './verdict.ts'

const idle = { at: 0, heap: 35, outside: 11, node: 140, worker: 18 }

const flood: ChurnFindings['floods'][number] = {
  attack: 'tinyEvents',
  opened: 9,
  stopped: 9,
  pings: 50,
  pingP50: 1,
  pingP99: 3,
  pingMax: 4,
  grownMb: 2,
  trouble: [],
  slow: [],
}
const fuzz: ChurnFindings['fuzz'] = {
  sent: 10,
  answers: { ok: 5, bad_request: 5 },
  unanswered: [],
  disconnects: 0,
  chatPayloads: 3,
}
const soak: ChurnFindings['soak'] = {
  seconds: 60,
  actions: { join: 3 },
  failures: {},
  reasons: [],
  excusedByKill: { stay: 2 },
  seatsLost: 0,
  workersKilled: 3,
  killsWorkers: true,
  leftovers: { counts: { rooms: 0 }, missing: [] },
  alive: { counts: { Room: 0 }, missing: [] },
  memory: judgeMemory(idle, { ...idle, at: 60_000 }),
}
const server: ChurnFindings['server'] = {
  isRunning: true,
  errors: [],
  workersDied: 3,
  stored: { rooms: 3, seats: 0 },
}
const leak = judgeMemory(idle, { ...idle, at: 60_000, heap: 99 })

describe('the verdict about a churn', () => {
  it('is good when nothing is wrong, whatever a killed worker explains', () => {
    assert.deepEqual(findTrouble({ floods: [flood], fuzz, soak, attacks: undefined, server }), [])
  })

  const wrong: [what: string, part: Partial<ChurnFindings>, said: RegExp][] = [
    ['a server that ended', { server: { ...server, isRunning: false } }, /the server ended/],
    ['an error in the log', { server: { ...server, errors: ['oops'] } }, /1 errors in the log: oops/],
    ['a worker that died by itself', { server: { ...server, workersDied: 4 } }, /1 media workers died/],
    ['a flood that went on', { floods: [{ ...flood, trouble: ['pings was not stopped'] }] }, /pings was not/],
    ['others who waited', { floods: [{ ...flood, slow: ['pings made others wait'] }] }, /made others wait/],
    ['no answer', { fuzz: { ...fuzz, unanswered: [{ name: 'x', args: [] }] } }, /got no answer/],
    ['a connection that ended', { fuzz: { ...fuzz, disconnects: 2 } }, /2 random requests lost/],
    ['an internal failure', { fuzz: { ...fuzz, answers: { internal: 1 } } }, /1 random .* "internal"/],
    ['no kill', { soak: { ...soak, workersKilled: 0 }, server: { ...server, workersDied: 0 } }, /no media/],
    ['a lost seat', { soak: { ...soak, seatsLost: 1 } }, /1 seats were lost/],
    ['a failure', { soak: { ...soak, failures: { reload: 2 } } }, /reload failed 2 times/],
    [
      'something left behind',
      { soak: { ...soak, leftovers: { counts: { pipes: 1 }, missing: [] } } },
      /1 pipes are left/,
    ],
    [
      'a missing gauge',
      { soak: { ...soak, leftovers: { counts: {}, missing: ['transports'] } } },
      /no plenary_transports/,
    ],
    ['a room that is held', { soak: { ...soak, alive: { counts: { Room: 1 }, missing: [] } } }, /1 .* Room/],
    ['growing memory', { soak: { ...soak, memory: leak } }, /heap: 64 MB more/],
    ['memory that nobody looked at', { soak: { ...soak, memory: undefined } }, /memory was not measured/],
    ['a stored seat', { server: { ...server, stored: { rooms: 3, seats: 2 } } }, /2 seats .* database/],
    ['attacks that were never made', { attacks: 0 }, /nobody was attacked/],
    ['an unused database', { server: { ...server, stored: { rooms: 0, seats: 0 } } }, /was not used/],
  ]
  for (const [what, part, said] of wrong) {
    it(`is bad after ${what}`, () => {
      const trouble = findTrouble({ floods: [flood], fuzz, soak, attacks: 9, server, ...part })
      assert.equal(trouble.length, 1)
      assert.match(trouble[0] ?? '', said)
    })
  }
})
