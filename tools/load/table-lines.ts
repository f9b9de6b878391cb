import type { LoadResult } from './result.ts'
import { runsOf, type TableRow } from './table-plan.ts'

/** What became of one run: its result, or why there is none. */
export type RunOutcome = LoadResult | { failure: string }

/** A line of the table with both of its runs; absent where it was not run. */
export interface MeasuredRow {
  row: TableRow
  server?: RunOutcome
  bare?: RunOutcome
}

const HEADINGS = [
  'Participants and load',
  'Packets/s',
  'Mbit/s',
  'Cores (Node + workers)',
  'Bare worker, cores',
  'µs a packet',
  'Bare worker, µs a packet',
  'Join to all shown, p95',
  'New voice heard, p95',
  'CPU of Node for each join',
  'Event loop, p99',
  'Loss',
  'Load tester, cores',
]
const NOTHING = '–'

/** The whole table in Markdown, with what must be known of it: faults, doubts, and the commands. */
export function tableLines(rows: readonly MeasuredRow[]): string[] {
  return [
    line(HEADINGS),
    line(HEADINGS.map(() => '---')),
    ...rows.map((measured) => line(cells(measured))),
    '',
    ...rows.flatMap(remarks),
    'Each line is two runs:',
    '',
    '```sh',
    ...rows.flatMap(({ row }) => (row.load === undefined ? [] : commands(row))),
    '```',
  ]
}

/** What a line is about. */
export function titleOf({ participants, profile, load }: TableRow): string {
  return `${participants.toLocaleString('en')}, ${profile}, ${load ?? 'more than this machine carries'}`
}

function cells({ row, server, bare }: MeasuredRow): string[] {
  const measured = isResult(server) ? serverCells(server) : undefined
  const [cores, microseconds] = isResult(bare) ? bareCells(bare) : []
  const mark = [server, bare].some((run) => run && (!isResult(run) || isBad(run))) ? ' (see below)' : ''
  const own = measured ?? Array.from({ length: HEADINGS.length - 3 }, () => NOTHING)
  return [
    titleOf(row) + mark,
    ...own.slice(0, 3),
    cores ?? NOTHING,
    own[3] ?? NOTHING,
    microseconds ?? NOTHING,
    ...own.slice(4),
  ]
}

function serverCells({ media, server, join, onset, metrics, generator }: LoadResult): string[] {
  const loop = metrics?.eventLoopP99Ms
  return [
    Math.round(media.receivedPacketsPerSecond).toLocaleString('en'),
    String(Math.round(media.receivedMbps)),
    server ? `${fixed(server.cores)} (${fixed(server.nodeCores)} + ${fixed(server.workerCores)})` : NOTHING,
    shown(server?.workerMicrosecondsPerPacket, 1),
    milliseconds(join.allShownMs?.p95),
    milliseconds(onset.newMs?.p95),
    joinCpu(join),
    loop?.join && loop.window
      ? `${Math.round(loop.join.max)} and ${Math.round(loop.window.max)} ms`
      : NOTHING,
    media.loss === 0 ? '0' : `${(media.loss * 100).toFixed(2)} %`,
    fixed(generator.cores),
  ]
}

function bareCells({ server }: LoadResult): string[] {
  return [shown(server?.cores, 2), shown(server?.workerMicrosecondsPerPacket, 1)]
}

function joinCpu({ server, replyMs }: LoadResult['join']): string {
  const count = replyMs?.count ?? 0
  return server && count > 0 ? `${((server.nodeCpuSeconds / count) * 1000).toFixed(1)} ms` : NOTHING
}

function remarks({ row, server, bare }: MeasuredRow): string[] {
  const lines = [
    { name: 'server', run: server },
    { name: 'bare worker', run: bare },
  ].flatMap(({ name, run }) => {
    if (!run) return []
    const said = isResult(run)
      ? [
          ...run.problems.map((problem) => `failed: ${problem}`),
          ...run.doubts.map((doubt) => `do not trust: ${doubt}`),
        ]
      : [`failed: ${run.failure}`]
    return said.map((text) => `- **${titleOf(row)}**, ${name}: ${text}.`)
  })
  return lines.length > 0 ? [...lines, ''] : []
}

function commands(row: TableRow): string[] {
  const { server, bare } = runsOf(row)
  return [server, bare].map((args) => `npm run load -- ${args.join(' ')}`)
}

function isResult(run: RunOutcome | undefined): run is LoadResult {
  return run !== undefined && !('failure' in run)
}

function isBad({ problems, doubts }: LoadResult): boolean {
  return problems.length + doubts.length > 0
}

function shown(value: number | undefined, digits: number): string {
  return value === undefined ? NOTHING : value.toFixed(digits)
}

function fixed(cores: number): string {
  return cores.toFixed(2)
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? NOTHING : `${Math.round(value).toLocaleString('en')} ms`
}

function line(columns: readonly string[]): string {
  return `| ${columns.join(' | ')} |`
}
