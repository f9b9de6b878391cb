import { setTimeout as delay } from 'node:timers/promises'
import { VoidRun } from './attempt.ts'
import { CONNECTED, interruption, NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Scenario } from './scenario.ts'
import type { Impairment } from './impairment.ts'
import type { Meeting } from './meeting.ts'
import { waitForSeededMoment } from './moment.ts'
import { takeBaseline, observe, PACKET_COUNTERS } from './observe.ts'
import { gapsOf, longestGap } from './series.ts'
import { SQUEEZED } from './squeeze-scenario.ts'

const WINDOW_MS = 10_000
const PATIENCE_MS = 20_000

interface LineOptions extends Impairment {
  /** Share of packets that the router loses. */
  routerLoss?: number
}

/** The longest silence and the longest freeze of any client since a moment. */
async function readWorstGaps(meeting: Meeting, from: number): Promise<Record<string, number>> {
  const seen = await Promise.all(meeting.clients.map(async (client) => await client.recording(from)))
  const worst = (counter: 'audioHeard' | 'framesDecoded'): number =>
    Math.max(...seen.map(({ samples }) => longestGap(gapsOf(samples, counter), from)))
  return {
    silenceMs: worst('audioHeard'),
    freezeMs: worst('framesDecoded'),
  }
}

function badLine({ routerLoss = 0, ...impairment }: LineOptions): Scenario['run'] {
  return async ({ fixture, random }) => {
    const meeting = await fixture.meeting()
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    fixture.relay.impair(fixture.namespaces.adaAddress, impairment, random)
    if (routerLoss > 0) await fixture.namespaces.dropPacketsOfAda('udp', routerLoss)
    let lostShare = 0
    try {
      await delay(WINDOW_MS)
      if (routerLoss > 0) lostShare = await fixture.namespaces.lostShare()
    } finally {
      await fixture.namespaces.stopDropping()
      fixture.relay.impair(fixture.namespaces.adaAddress, undefined)
    }
    // A firewall rule that matches nothing would make the line look perfect.
    if (lostShare < routerLoss * 0.7 || lostShare > routerLoss * 1.3) {
      throw new VoidRun(`the router lost ${(lostShare * 100).toFixed(1)} % instead of ${routerLoss * 100} %`)
    }
    const worstGaps = await readWorstGaps(meeting, before.at)
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      counters: ['audioHeard', 'framesDecoded'],
    })
    return { ...rest, measures: { ...measures, ...worstGaps } }
  }
}

const JITTER = { delayMs: 20, jitterMs: 60 }
const RELAYED = { needs: ['namespaces', 'iptables'], fixture: { relay: true } } as const

/** What happens on a link that loses, delays or limits without being broken. */
export const LINE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'loss-5',
    title: '5 % loss, 50 ± 30 ms',
    promise: 'sound never silent for more than 200 ms; video recovers from every freeze in 2 s',
    ...RELAYED,
    checks: [
      { measure: 'silenceMs', statistic: 'max', atMost: 200 },
      // To its end, also when the line is good again by then.
      interruption('max', 2000),
      CONNECTED,
      ...NOBODY_LOST,
    ],
    run: badLine({ ...JITTER, routerLoss: 0.05 }),
  },
  {
    name: 'loss-20',
    title: '20 % loss, 50 ± 30 ms',
    promise: 'nothing disconnects',
    ...RELAYED,
    checks: [CONNECTED, ...NOBODY_LOST],
    run: badLine({ ...JITTER, routerLoss: 0.2 }),
  },
  {
    name: 'bursts',
    title: 'Bursts of loss, 10 packets on average, 2 % of all',
    promise: 'nothing disconnects; video recovers from every freeze in 2 s',
    ...RELAYED,
    checks: [interruption('max', 2000), CONNECTED, ...NOBODY_LOST],
    run: badLine({ bursts: { begin: 0.002, end: 0.1 } }),
  },
  {
    name: 'delay-300',
    title: '300 ms more each way',
    promise: 'nothing disconnects; video recovers from every freeze in 2 s',
    ...RELAYED,
    checks: [interruption('max', 2000), CONNECTED, ...NOBODY_LOST],
    run: badLine({ delayMs: 300 }),
  },
  SQUEEZED,
]

/** Nothing happens: how quiet the measurement itself is. */
export const CONTROL: Scenario = {
  name: 'nothing',
  title: 'Nothing (control)',
  promise: 'nobody notices anything',
  needs: [],
  checks: [interruption('max', UNNOTICED_MS), ...NOBODY_LOST],
  async run({ fixture, random }) {
    const meeting = await fixture.meeting()
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    await delay(3000)
    return await observe(meeting, before, { patienceMs: PATIENCE_MS, counters: PACKET_COUNTERS })
  },
}
