import { VoidRun } from './attempt.ts'
import { CONNECTED, interruption, NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Fault } from './scenario.ts'
import type { Impairment } from './impairment.ts'
import type { Meeting } from './meeting.ts'
import { lasts, seededMoment } from './moment.ts'
import { lookBefore, observe, PACKETS } from './observe.ts'
import { gapsOf, longestGap } from './series.ts'
import { SQUEEZED } from './squeeze-scenario.ts'

const WINDOW_MS = 10_000
const PATIENCE_MS = 20_000

interface Bad extends Impairment {
  /** Share of packets that the router loses. */
  routerLoss?: number
}

/** The longest silence and the longest freeze that anybody had within a window. */
async function readSuffering(meeting: Meeting, from: number): Promise<Record<string, number>> {
  const seen = await Promise.all(meeting.people.map(async (person) => await person.seen(from)))
  const worst = (counter: 'audioHeard' | 'framesDecoded'): number =>
    Math.max(...seen.map(({ samples }) => longestGap(gapsOf(samples, counter), from)))
  return {
    silenceMs: worst('audioHeard'),
    freezeMs: worst('framesDecoded'),
  }
}

function badLine({ routerLoss = 0, ...impairment }: Bad): Fault['rehearse'] {
  return async ({ stage, random }) => {
    const meeting = await stage.meeting()
    await seededMoment(random)
    const before = await lookBefore(meeting)
    stage.relay.impair(stage.lab.adaAddress, impairment, random)
    if (routerLoss > 0) await stage.lab.dropAda('udp', routerLoss)
    let lostShare = 0
    try {
      await lasts(WINDOW_MS)
      if (routerLoss > 0) lostShare = await stage.lab.lostShare()
    } finally {
      await stage.lab.restoreAda()
      stage.relay.impair(stage.lab.adaAddress, undefined)
    }
    // A rule that does not match would show a perfect line.
    if (lostShare < routerLoss * 0.7 || lostShare > routerLoss * 1.3) {
      throw new VoidRun(`the router lost ${(lostShare * 100).toFixed(1)} % instead of ${routerLoss * 100} %`)
    }
    const suffering = await readSuffering(meeting, before.at)
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      counters: ['audioHeard', 'framesDecoded'],
    })
    return { ...rest, measures: { ...measures, ...suffering } }
  }
}

const JITTER = { delayMs: 20, jitterMs: 60 }
const RELAYED = { needs: ['namespaces', 'iptables'], staging: { relay: true } } as const

/** What happens on a line that is bad without being broken. */
export const LINE_FAULTS: readonly Fault[] = [
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
    rehearse: badLine({ ...JITTER, routerLoss: 0.05 }),
  },
  {
    name: 'loss-20',
    title: '20 % loss, 50 ± 30 ms',
    promise: 'nothing disconnects',
    ...RELAYED,
    checks: [CONNECTED, ...NOBODY_LOST],
    rehearse: badLine({ ...JITTER, routerLoss: 0.2 }),
  },
  {
    name: 'bursts',
    title: 'Bursts of loss, 10 packets on average, 2 % of all',
    promise: 'nothing disconnects; video recovers from every freeze in 2 s',
    ...RELAYED,
    checks: [interruption('max', 2000), CONNECTED, ...NOBODY_LOST],
    rehearse: badLine({ bursts: { begin: 0.002, end: 0.1 } }),
  },
  {
    name: 'delay-300',
    title: '300 ms more each way',
    promise: 'nothing disconnects; video recovers from every freeze in 2 s',
    ...RELAYED,
    checks: [interruption('max', 2000), CONNECTED, ...NOBODY_LOST],
    rehearse: badLine({ delayMs: 300 }),
  },
  SQUEEZED,
]

/** Nothing happens: how quiet the measurement itself is. */
export const CONTROL: Fault = {
  name: 'nothing',
  title: 'Nothing (control)',
  promise: 'nobody notices anything',
  needs: [],
  checks: [interruption('max', UNNOTICED_MS), ...NOBODY_LOST],
  async rehearse({ stage, random }) {
    const meeting = await stage.meeting()
    await seededMoment(random)
    const before = await lookBefore(meeting)
    await lasts(3000)
    return await observe(meeting, before, { patienceMs: PATIENCE_MS, counters: PACKETS })
  },
}
