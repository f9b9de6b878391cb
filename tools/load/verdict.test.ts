import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bottlenecks, findDoubts, findProblems, type Evidence, type Outcome } from './verdict.ts'

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
const allHeard = { heard: 200, expected: 200 }
const allRead = { sampledPackets: 2000, unreadablePackets: 3 }
const passed: Outcome = {
  options: { participants: 3, view: 'all', speakers: 3 },
  joined: 3,
  failed: 0,
  silent: [],
  join: { incomplete: 0 },
  media: { wrongSsrcs: 0, ...allRead, streams: { video: flows, audio: flows } },
  onset: allHeard,
  events: { undelivered: 0 },
  mistaken: 0,
  newcomers: undefined,
}
const wellRead = { read: 10, missed: 0, reason: undefined }
const trusted: Evidence = {
  options: { speakers: 3 },
  media: allRead,
  onset: allHeard,
  server: { workers: [{}] },
  metrics: { loadLevelMax: 0, scrapes: wellRead },
  generator: { bottleneck: [] },
}

describe('the trust in a load test', () => {
  it('is given to a load tester that kept up', () => {
    assert.deepEqual(bottlenecks([healthy, healthy], 0.7), [])
    assert.deepEqual(bottlenecks([{ ...healthy, cpu: 1.4, core: undefined }], 0.7), [])
    assert.deepEqual(findDoubts(trusted), [])
    // A bare worker has no figures, and another machine shows no processes.
    assert.deepEqual(findDoubts({ ...trusted, server: undefined, metrics: undefined }), [])
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
      assert.match(
        findDoubts({ ...trusted, generator: { bottleneck: reasons } })[0] ?? '',
        /load tester is the bottleneck/,
      )
    })
  }

  const scrapes = { read: 4, missed: 5, reason: 'status 503' }
  for (const { what, change, says } of [
    {
      what: 'a server that saved',
      change: { metrics: { loadLevelMax: 2, scrapes } },
      says: /overloaded.*level 2/,
    },
    {
      what: 'a server that does not tell how it is',
      change: { metrics: { loadLevelMax: undefined, scrapes: { ...scrapes, read: 0 } } },
      says: /missing 5 of 5 times \(status 503\), so nobody knows whether it saved/,
    },
    {
      what: 'a server that tells too rarely how it is',
      change: { metrics: { loadLevelMax: 0, scrapes } },
      says: /missing 5 of 9 times/,
    },
    {
      what: 'figures of something else',
      change: { metrics: { loadLevelMax: undefined, scrapes: wellRead } },
      says: /lack its load level, so nobody knows/,
    },
    {
      what: 'workers that were not found',
      change: { server: { workers: [] } },
      says: /no process named media/,
    },
    {
      what: 'a process that is not there',
      change: { options: { speakers: 3, pid: 42 }, server: undefined },
      says: /nothing could be read of process 42/,
    },
    {
      what: 'a few late voices',
      change: { onset: { heard: 191, expected: 200 } },
      says: /^9 of 200 voices.*late/,
    },
    {
      what: 'a sample that got lost in part',
      change: { media: { sampledPackets: 2000, unreadablePackets: 60 } },
      says: /^60 of 2000 packets.*inside the load tester/,
    },
    {
      what: 'voices that a server leaves out',
      change: { options: { speakers: 6 }, onset: { heard: 100, expected: 200 } },
      says: /^100 of 200 voices.*no more than 5 at once/,
    },
  ]) {
    it(`is lost with ${what}`, () => {
      const doubts = findDoubts({ ...trusted, ...change })
      assert.equal(doubts.length, 1)
      assert.match(doubts[0] ?? '', says)
    })
  }

  it('is not lost with a figure that is missing once, or a window too short for one', () => {
    for (const few of [
      { read: 9, missed: 1, reason: 'ABORT_ERR' },
      { read: 0, missed: 0, reason: undefined },
    ]) {
      assert.deepEqual(findDoubts({ ...trusted, metrics: { loadLevelMax: 0, scrapes: few } }), [])
    }
  })
})

describe('the verdict of a load test', () => {
  it('is good when nothing went wrong', () => {
    assert.deepEqual(findProblems(passed), [])
    const byAttention = { ...passed, options: { ...passed.options, view: 9 } }
    const fewer = { video: { ...flows, open: 4 }, audio: { ...flows, wanted: undefined } }
    assert.deepEqual(findProblems({ ...byAttention, media: { ...passed.media, streams: fewer } }), [])
    assert.deepEqual(findProblems({ ...passed, onset: { heard: 190, expected: 200 } }), [])
  })

  for (const { what, change, says } of [
    { what: 'a failed join', change: { joined: 2, failed: 1 }, says: [/^1 could not join/] },
    { what: 'somebody who is missing', change: { joined: 2 }, says: [/^1 are missing/] },
    { what: 'somebody who received nothing', change: { silent: [4] }, says: [/^1 received nothing/] },
    { what: 'an arrival that never ended', change: { join: { incomplete: 2 } }, says: [/^2 never saw/] },
    {
      what: 'dead streams',
      change: {
        media: { ...passed.media, streams: { video: { ...flows, dead: 2 }, audio: { ...flows, dead: 1 } } },
      },
      says: [/^2 streams of video/, /^1 streams of audio/],
    },
    {
      what: 'streams of the room that were never opened',
      change: {
        media: { ...passed.media, streams: { video: { ...flows, open: 5 }, audio: { ...flows, open: 4 } } },
      },
      says: [/^3 streams of the room/],
    },
    {
      what: 'packets that no consumer explains',
      change: { media: { ...passed.media, wrongSsrcs: 1 } },
      says: [/^1 SSRCs were unknown/],
    },
    {
      what: 'packets with another key',
      change: { media: { ...passed.media, unreadablePackets: 150 } },
      says: [/^150 packets could not be decrypted/],
    },
    {
      what: 'an event that somebody never heard of',
      change: { events: { undelivered: 1 } },
      says: [/^1 events did not reach/],
    },
    {
      what: 'clients that believe in others than there are',
      change: { mistaken: 2 },
      says: [/^2 were told a wrong number/],
    },
    {
      what: 'many voices that were not heard',
      change: { onset: { heard: 189, expected: 200 } },
      says: [/^11 of 200 voices were not heard/],
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
