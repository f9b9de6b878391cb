import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bottlenecks, findDoubts, findProblems, type Outcome } from './verdict.ts'

const healthy = {
  pid: 1,
  cpu: 0.4,
  loop: 0.3,
  lateTicks: 0,
  ticks: 500,
  worstLatenessMs: 4,
  niceness: 5,
  core: 1,
}
const flows = { wanted: 6, open: 6, dead: 0 }
const passed: Outcome = {
  options: { participants: 3, view: 'all' },
  joined: 3,
  failed: 0,
  silent: [],
  join: { incomplete: 0 },
  media: { streams: { video: flows, audio: flows } },
  newcomers: undefined,
}

describe('the trust in a load test', () => {
  it('is given to a load tester that kept up', () => {
    assert.deepEqual(bottlenecks([healthy, healthy], 0.7), [])
    assert.deepEqual(bottlenecks([{ ...healthy, cpu: 1.4, core: undefined }], 0.7), [])
    assert.deepEqual(findDoubts(0, []), [])
    assert.deepEqual(findDoubts(undefined, []), [])
  })

  for (const { what, health, machine, says } of [
    { what: 'a busy process', health: { ...healthy, loop: 0.9 }, machine: 0.5, says: /busy 90 %/ },
    {
      what: 'a core that is used up',
      health: { ...healthy, cpu: 0.97 },
      machine: 0.5,
      says: /all of its core/,
    },
    { what: 'late ticks', health: { ...healthy, lateTicks: 6 }, machine: 0.5, says: /late 6 of 500/ },
    { what: 'a busy machine', health: healthy, machine: 0.97, says: /machine was busy 97 %/ },
  ]) {
    it(`is lost with ${what}`, () => {
      const reasons = bottlenecks([healthy, health], machine)
      assert.equal(reasons.length, 1)
      assert.match(reasons[0] ?? '', says)
      assert.match(findDoubts(0, reasons)[0] ?? '', /load tester is the bottleneck/)
    })
  }

  it('is lost with a server that saved', () => {
    assert.match(findDoubts(2, []).join(), /overloaded.*level 2/)
  })
})

describe('the verdict of a load test', () => {
  it('is good when nothing went wrong', () => {
    assert.deepEqual(findProblems(passed), [])
    const byAttention = { ...passed, options: { participants: 3, view: 9 } }
    const fewer = { video: { ...flows, open: 4 }, audio: { ...flows, wanted: undefined } }
    assert.deepEqual(findProblems({ ...byAttention, media: { streams: fewer } }), [])
  })

  for (const { what, change, says } of [
    { what: 'a failed join', change: { joined: 2, failed: 1 }, says: [/^1 could not join/] },
    { what: 'somebody who is missing', change: { joined: 2 }, says: [/^1 are missing/] },
    { what: 'somebody who received nothing', change: { silent: [4] }, says: [/^1 received nothing/] },
    { what: 'an arrival that never ended', change: { join: { incomplete: 2 } }, says: [/^2 never saw/] },
    {
      what: 'dead streams',
      change: { media: { streams: { video: { ...flows, dead: 2 }, audio: { ...flows, dead: 1 } } } },
      says: [/^2 streams of video/, /^1 streams of audio/],
    },
    {
      what: 'streams of the room that were never opened',
      change: { media: { streams: { video: { ...flows, open: 5 }, audio: { ...flows, open: 4 } } } },
      says: [/^3 streams of the room/],
    },
    {
      what: 'newcomers without a seat or a picture',
      change: { newcomers: { incomplete: 3, failures: ['no'] } },
      says: [/^1 newcomers could not/, /^2 newcomers never saw/],
    },
  ]) {
    it(`is bad with ${what}`, () => {
      const problems = findProblems({ ...passed, ...change })
      assert.equal(problems.length, says.length)
      for (const [index, pattern] of says.entries()) assert.match(problems[index] ?? '', pattern)
    })
  }
})
