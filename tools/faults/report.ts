import type { RehearsalResult } from './rehearsal.ts'
import { format, labelOf, type ScenarioResult } from './verdict.ts'

/** What pages say, in words for people. */
const STATUSES: Readonly<Record<string, string>> = {
  reconnecting: '“Reconnecting…”',
  repairing: '“Restoring sound and picture…”',
  unreachable: '“Sound, picture and messages do not get through”',
  connecting: '“Connecting…”',
  poorDownlink: '“Poor connection: video is reduced”',
  slowHere: '“Paused: your connection is slow”',
  slowThere: '“Paused: their connection is slow”',
  busy: '“Not shown: the server is busy”',
  limit: '“Not shown: the server limits how many are shown”',
  serverStops: '“The server restarts”',
  serverLoad1: '“The server is busy” (1)',
  serverLoad2: '“The server is busy” (2)',
  serverLoad3: '“The server is busy” (3)',
}

/** Measures that have columns of their own, or say nothing while they are 0. */
const NOT_LISTED = new Set(['interruptionMs', 'seatsLost', 'reloads', 'unrecovered'])

const HEADER = [
  '| Fault | Promise | What people noticed | Interruption, p50 / p95 / max | Seats lost | Further figures | Kept |',
  '| --- | --- | --- | --- | --- | --- | --- |',
]

/** The table that docs/reliability.md publishes. */
export function reportTable({ rows, skipped }: RehearsalResult): string[] {
  return [
    ...HEADER,
    ...rows.map(rowLine),
    ...skipped.map(({ title, reason }) => `| ${title} | | skipped: ${reason} | | | | |`),
  ]
}

/** Above this the machine itself delays media, and figures tell of it. */
const BUSY = 0.9

/** Rows whose figures are not to be trusted, in words. */
export function warnings({ rows }: RehearsalResult): string[] {
  return rows
    .filter(({ machineBusy }) => machineBusy > BUSY)
    .map(({ name, machineBusy }) => `${name}: the machine was ${Math.round(machineBusy * 100)} % busy`)
}

/** Runs that were repeated because they could not be judged, in words; undefined for none. */
function repeats({ voided }: Pick<ScenarioResult, 'voided'>): string | undefined {
  if (voided.length === 0) return undefined
  return `repeated as void: ${voided.length} (${[...new Set(voided)].slice(0, 3).join('; ')})`
}

function rowLine(row: ScenarioResult): string {
  const cells = [
    row.title,
    row.promise,
    noticedCell(row),
    interruptionCell(row),
    seatsCell(row),
    furtherCell(row),
    keptCell(row),
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function noticedCell({ noticed }: ScenarioResult): string {
  const texts = noticed
    .filter((text) => !text.startsWith('not recovered'))
    .map((text) => STATUSES[text] ?? text)
  return texts.length > 0 ? texts.join(', ') : 'nothing was said'
}

function interruptionCell({ measures: { interruptionMs: gap } }: ScenarioResult): string {
  if (!gap) return 'not measured'
  return [gap.p50, gap.p95, gap.max].map((value) => (value / 1000).toFixed(2)).join(' / ') + ' s'
}

function seatsCell({ measures: { seatsLost }, runs }: ScenarioResult): string {
  return seatsLost ? `${seatsLost.max === 0 ? 0 : `up to ${seatsLost.max}`} in ${runs} runs` : '–'
}

function furtherCell({ measures, voided }: ScenarioResult): string {
  const figures = Object.entries(measures)
    .filter(([name, { max }]) => !NOT_LISTED.has(name) && max > 0)
    .map(([name, { p50, p95, max }]) =>
      name.endsWith('Ms')
        ? `${labelOf(name)} ${[p50, p95, max].map((value) => (value / 1000).toFixed(2)).join(' / ')} s`
        : `${labelOf(name)}: at most ${format(name, max)}`,
    )
  return [...figures, repeats({ voided }) ?? []].flat().join('; ')
}

function keptCell({ broken }: ScenarioResult): string {
  return broken.length === 0 ? 'yes' : `**no**: ${broken.join('; ')}`
}
