import { CONNECTED, interruption, NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Fault, Observation, Scene } from './fault.ts'
import type { Impairment } from './impairment.ts'
import type { Meeting } from './meeting.ts'
import { lasts, seededMoment } from './moment.ts'
import { lookBefore, noticed, observe, PACKETS } from './observe.ts'
import type { Person } from './person.ts'
import type { Sample } from './sample.ts'
import { gapsOf, longestGap } from './series.ts'

const WINDOW_MS = 10_000
const PATIENCE_MS = 20_000
const SQUEEZED_MS = 12_000
const SQUEEZED_KBIT = 300
const CLIMB_TIMEOUT_MS = 30_000
/** A picture of more lines than this needs more than the squeezed line carries. */
const GOOD_LINES = 540
/** A picture of this share of the lines comes from a lower layer. */
const FAR_BELOW = 0.6

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
      throw new Error(`The router lost ${(lostShare * 100).toFixed(1)} % instead of ${routerLoss * 100} %.`)
    }
    const suffering = await readSuffering(meeting, before.at)
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      counters: ['audioHeard', 'framesDecoded'],
    })
    return { ...rest, measures: { ...measures, ...suffering } }
  }
}

/** Lines of the picture that Ada has once it is as good as it gets. */
async function bestHeight(ada: Person): Promise<number> {
  const from = Date.now()
  const isGood = ({ height }: Sample): string | undefined =>
    height >= GOOD_LINES ? undefined : `${height} lines`
  await ada.sees(from, isGood, CLIMB_TIMEOUT_MS).catch(() => undefined)
  const { samples } = await ada.seen(from - 1000)
  return Math.max(...samples.map(({ height }) => height))
}

async function squeeze({ stage, random }: Scene): Promise<Observation> {
  const meeting = await stage.newMeeting()
  const { ada } = meeting
  const full = await bestHeight(ada)
  await seededMoment(random)
  const before = await lookBefore(meeting)
  await stage.lab.limitAda(SQUEEZED_KBIT)
  await lasts(SQUEEZED_MS)
  const { samples } = await ada.seen(before.at)
  await stage.lab.limitAda(undefined)
  const freedAt = Date.now()
  const stepped = samples.find(({ height, reasons, status }) => {
    return height <= full * FAR_BELOW || reasons.length > 0 || status === 'poorDownlink'
  })
  const explained = samples.filter(({ reasons, status }) => reasons.length > 0 || status === 'poorDownlink')
  const freezes = gapsOf(samples, 'framesDecoded', freedAt)
  const unexplained = freezes.filter(({ from, to }) => !explained.some(({ at }) => at >= from && at <= to))
  const climbed = await ada
    .sees(
      freedAt,
      ({ height, reasons }) => (height >= full * 0.9 && reasons.length === 0 ? undefined : `${height} lines`),
      CLIMB_TIMEOUT_MS,
    )
    .catch(() => freedAt + CLIMB_TIMEOUT_MS)
  const climbing = (await ada.seen(freedAt)).samples
  const { measures } = await observe(meeting, before, { patienceMs: PATIENCE_MS })
  return {
    measures: {
      ...measures,
      silenceMs: longestGap(gapsOf(samples, 'audioHeard', freedAt), before.at),
      freezeMs: longestGap(freezes, before.at),
      unexplainedFreezeMs: longestGap(unexplained, before.at),
      stepDownMs: (stepped?.at ?? freedAt) - before.at,
      climbBackMs: climbed - freedAt,
      linesBefore: full,
      linesAfter: climbing.at(-1)?.height ?? 0,
      reasonNotShown: explained.length > 0 ? 0 : 1,
    },
    noticed: noticed(samples),
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
  {
    name: 'squeezed',
    title: 'Downlink squeezed to 300 kbit/s',
    promise:
      'sound untouched, video steps down instead of freezing, reason shown; full picture back within 15 s',
    needs: ['namespaces', 'tbf'],
    staging: { largePictures: true },
    checks: [
      { measure: 'silenceMs', statistic: 'p95', atMost: UNNOTICED_MS },
      { measure: 'unexplainedFreezeMs', statistic: 'max', atMost: 2000 },
      { measure: 'reasonNotShown', statistic: 'max', atMost: 0 },
      { measure: 'climbBackMs', statistic: 'p95', atMost: 15_000 },
      ...NOBODY_LOST,
    ],
    rehearse: squeeze,
  },
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
