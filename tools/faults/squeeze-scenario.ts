import { setTimeout as delay } from 'node:timers/promises'
import { VoidRun } from './attempt.ts'
import { NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Scenario, Observation, RunContext } from './scenario.ts'
import { waitForSeededMoment } from './moment.ts'
import { takeBaseline, noticed, observe } from './observe.ts'
import type { BrowserClient } from './browser-client.ts'
import type { Sample } from './sample.ts'
import { gapsOf, longestGap, longestWithout, type Gap } from './series.ts'

const PATIENCE_MS = 20_000
const SQUEEZED_MS = 12_000
const SQUEEZED_KBIT = 300
const CLIMB_TIMEOUT_MS = 30_000
/** A picture of more lines than this needs more than the squeezed line carries. */
const GOOD_LINES = 540
/** A picture of this share of the lines comes from a lower layer. */
const FAR_BELOW = 0.6

/** The lowest layers have a few pictures a second: a pause of one of them is no freeze. */
const FREEZE_MS = 500
/**
 * The step down may cost as much as any other freeze of the table, 2 s, and this is
 * the sum: a picture that stops again and again has not stepped down.
 */
const FROZEN_MAX_MS = 2000
/**
 * When the smaller picture must be there. The narrow line holds 0.3 s and the browser
 * about as much, then the picture stops, for 2 s at most.
 */
const STEP_DOWN_MAX_MS = 3000
/** A video that stands still for longer needs a reason on the screen. */
const UNEXPLAINED_MAX_MS = 1500

/** Whether the page says that the own line is the reason. Another reason would be wrong. */
function isExplained({ reasons, status }: Sample): boolean {
  return status === 'poorDownlink' || reasons.includes('slowHere')
}

/** The figures of a client whose video should have changed to a lower layer. */
export function readSqueeze(
  samples: readonly Sample[],
  { from, now, fullLines }: { from: number; now: number; fullLines: number },
): Record<string, number> {
  const freezes = gapsOf(samples, 'framesDecoded', now).filter(({ to }) => to > from)
  const unexplained = freezes.map((freeze) => longestWithout(samples, freeze, isExplained))
  const after = samples.filter(({ at }) => at > from)
  const stepped = after.find(({ height }) => height <= fullLines * FAR_BELOW)
  return {
    silenceMs: longestGap(gapsOf(samples, 'audioHeard', now), from),
    freezeMs: longestGap(freezes, from),
    frozenMs: sum(freezes.filter(({ ms }) => ms >= FREEZE_MS)),
    unexplainedFreezeMs: Math.max(0, ...unexplained),
    stepDownMs: (stepped?.at ?? now) - from,
    reasonNotShown: after.some(isExplained) ? 0 : 1,
  }
}

function sum(gaps: readonly Gap[]): number {
  return gaps.reduce((total, { ms }) => total + ms, 0)
}

/** Lines of the picture that Ada has once it is as good as it gets. */
async function bestHeight(ada: BrowserClient): Promise<number> {
  const from = Date.now()
  const isGood = ({ height }: Sample): string | undefined =>
    height >= GOOD_LINES ? undefined : `${height} lines`
  await ada.waitForSample(from, isGood, CLIMB_TIMEOUT_MS).catch(() => undefined)
  const { samples } = await ada.recording(from - 1000)
  return Math.max(...samples.map(({ height }) => height))
}

/** Takes most of a line away, and gives it back. */
async function squeeze({ fixture, random }: RunContext): Promise<Observation> {
  const meeting = await fixture.newMeeting()
  const { ada } = meeting
  const fullLines = await bestHeight(ada)
  if (fullLines < GOOD_LINES) {
    throw new VoidRun(`the picture had ${fullLines} lines before, for which a narrow line is enough`)
  }
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  await fixture.namespaces.limitDownlinkOfAda(SQUEEZED_KBIT)
  try {
    await delay(SQUEEZED_MS)
  } finally {
    await fixture.namespaces.limitDownlinkOfAda(undefined)
  }
  const freedAt = Date.now()
  const climbed = await ada
    .waitForSample(
      freedAt,
      ({ height, reasons }) =>
        height >= fullLines * 0.9 && reasons.length === 0 ? undefined : `${height} lines`,
      CLIMB_TIMEOUT_MS,
    )
    .catch(() => freedAt + CLIMB_TIMEOUT_MS)
  const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS })
  const now = Date.now()
  const { samples } = await ada.recording(before.at - UNNOTICED_MS)
  return {
    ...rest,
    measures: {
      ...measures,
      ...readSqueeze(samples, { from: before.at, now, fullLines }),
      climbBackMs: climbed - freedAt,
      linesBefore: fullLines,
      linesAfter: samples.at(-1)?.height ?? 0,
    },
    noticed: noticed(samples),
  }
}

/** What happens to the picture on a line that gets narrow. */
export const SQUEEZED: Scenario = {
  name: 'squeezed',
  title: 'Downlink squeezed to 300 kbit/s',
  promise:
    'sound untouched, video steps down instead of freezing, reason shown; full picture back within 15 s',
  needs: ['namespaces', 'tbf'],
  fixture: { largeVideo: true },
  checks: [
    { measure: 'silenceMs', statistic: 'p95', atMost: UNNOTICED_MS },
    { measure: 'frozenMs', statistic: 'max', atMost: FROZEN_MAX_MS },
    { measure: 'stepDownMs', statistic: 'max', atMost: STEP_DOWN_MAX_MS },
    { measure: 'unexplainedFreezeMs', statistic: 'max', atMost: UNEXPLAINED_MAX_MS },
    { measure: 'reasonNotShown', statistic: 'max', atMost: 0 },
    { measure: 'climbBackMs', statistic: 'p95', atMost: 15_000 },
    ...NOBODY_LOST,
  ],
  run: squeeze,
}
