import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { BrowserClient } from './browser-client.ts'
import { Meeting } from './meeting.ts'
import { observe, takeBaseline } from './observe.ts'
import type { Sample } from './sample.ts'
import { INTERVAL_MS } from './series.ts'

const NOW = 1_000_000
const FAULT_AT = NOW - 6000
const SEATS = { Ada: 'a', Bob: 'b' }

/** What happened to the page of a client. */
interface Story {
  /** How long nothing arrives after the fault, in milliseconds. */
  silentMs?: number
  /** What differs in samples after the fault. */
  after?: Partial<Sample>
  /** Whether the page was loaded again at the fault, and records from 200 ms after it. */
  reloads?: boolean
}

/** Samples of a page at which a packet and a frame arrive between any two of them. */
function record({ silentMs = 0, after = {}, reloads = false }: Story): Sample[] {
  const samples: Sample[] = []
  let arrived = 0
  for (let at = FAULT_AT - 2000; at <= NOW; at += INTERVAL_MS) {
    const isSilent = at > FAULT_AT && at <= FAULT_AT + silentMs
    if (reloads && at === FAULT_AT) arrived = 0
    else if (!isSilent) arrived += 1
    const counters = {
      audioPackets: arrived,
      audioHeard: arrived,
      videoPackets: arrived,
      framesDecoded: arrived,
    }
    const page = { height: 360, status: 'connected', reasons: [], seats: SEATS, paths: ['udp'] }
    samples.push({ at, ...counters, ...page, ...(at > FAULT_AT ? after : {}) })
  }
  return reloads ? samples.filter(({ at }) => at > FAULT_AT + 200) : samples
}

function client(name: string, story: Story): BrowserClient {
  const samples = record(story)
  return {
    name,
    recording: async (since: number) => {
      // Until the fault, a page that will be loaded again is the former one.
      const load = story.reloads && Date.now() > FAULT_AT ? 2 : 1
      return { samples: samples.filter(({ at }) => at > since && at <= Date.now()), load }
    },
  } as unknown as BrowserClient
}

async function observed(t: TestContext, ada: Story, patienceMs = 1000) {
  let now = FAULT_AT
  t.mock.method(Date, 'now', () => now)
  const meeting = new Meeting('room', client('Ada', ada), client('Bob', {}))
  const before = { ...(await takeBaseline(meeting)), seats: [SEATS, SEATS] }
  now = NOW
  return await observe(meeting, before, { patienceMs })
}

describe('an observation', () => {
  it('finds nothing where nothing happened', async (t) => {
    const { measures, noticed } = await observed(t, {})
    const { interruptionMs, unrecovered, seatsLost, reloads, disconnectedMs } = measures
    assert.deepEqual([interruptionMs, unrecovered, seatsLost, reloads, disconnectedMs], [0, 0, 0, 0, 0])
    assert.deepEqual(noticed, [])
  })

  it('measures how long media of the client stood still that had it worst', async (t) => {
    const { measures, worst } = await observed(t, { silentMs: 700 })
    assert.equal(measures.interruptionMs, 700 + INTERVAL_MS)
    assert.match(worst ?? '', /^Ada's /)
  })

  it('tells what a page said, and for how long it was disconnected', async (t) => {
    const { measures, noticed } = await observed(t, {
      after: { status: 'poorDownlink', reasons: ['slowHere'] },
    })
    assert.deepEqual(noticed, ['poorDownlink', 'slowHere'])
    assert.equal(measures.disconnectedMs, 0)
  })

  it('counts a seat that has become another one', async (t) => {
    const { measures } = await observed(t, { after: { seats: { Ada: 'a', Bob: 'other' } } })
    assert.equal(measures.seatsLost, 1)
  })

  it('counts a page that was loaded again, as interrupted since the fault', async (t) => {
    const { measures, noticed } = await observed(t, { silentMs: 900, reloads: true })
    assert.equal(measures.reloads, 1)
    assert.equal(measures.interruptionMs, 900 + INTERVAL_MS)
    assert.deepEqual(noticed, ['page reloaded'])
  })

  it('says what did not recover in time', async (t) => {
    const { measures, noticed } = await observed(t, { silentMs: 6000 }, 1)
    assert.equal(measures.unrecovered, 1)
    assert.equal(measures.interruptionMs, 6000)
    assert.match(noticed[0] ?? '', /^not recovered: .*audioPackets of Ada stand still/)
  })
})
