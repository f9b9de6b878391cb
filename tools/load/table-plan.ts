import { expectedPackets } from './expected-packets.ts'
import { parseOptions, type LoadOptions } from './options.ts'

/** One line of the table: the same people and streams, on a server and on a bare worker. */
export interface TableRow {
  profile: 'meeting' | 'webinar'
  participants: number
  /** What is sent, in words; undefined where even the least is more than the machine carries. */
  load: string | undefined
  /** Arguments of `npm run load`, without what is tested. */
  args: readonly string[]
}

/** How long each run of a table measures, in seconds. */
export interface TableTimes {
  warmUp: number
  duration: number
}

/** Sizes of the rooms in docs/capacity.md. */
export const TABLE_SIZES: readonly number[] = [25, 100, 300, 1000]

const PROFILES = ['meeting', 'webinar'] as const
// From what a camera of 720p sends to the least that still shows a difference.
const LOADS: readonly { name: string; args: readonly string[] }[] = [
  { name: '1700 kbit/s, 30 frames/s', args: [] },
  { name: '300 kbit/s, 10 frames/s', args: ['--bitrate', '300', '--frame-rate', '10'] },
  {
    name: '100 kbit/s, 5 frames/s, one speaker',
    args: ['--bitrate', '100', '--frame-rate', '5', '--speakers', '1'],
  },
]
// Worker, Node and load tester together, in microseconds of one core, with a margin: about 30 were measured with the
// load tester on the same two cores.
const MICROSECONDS_PER_PACKET = 40
const JOINS_PER_SECOND = 25

/**
 * The lines of a table, each with the largest load that server and load tester carry
 * together on so many cores.
 */
export function planTable(sizes: readonly number[], times: TableTimes, cores: number): TableRow[] {
  return PROFILES.flatMap((profile) => sizes.map((size) => planRow(profile, size, times, cores)))
}

/** The arguments of both runs of a line. */
export function runsOf(row: TableRow): { server: string[]; bare: string[] } {
  return { server: ['--serve', ...row.args], bare: ['--bare', ...row.args] }
}

function planRow(
  profile: TableRow['profile'],
  participants: number,
  times: TableTimes,
  cores: number,
): TableRow {
  const people = [
    ...['--profile', profile, '--participants', String(participants)],
    ...['--over', String(participants / JOINS_PER_SECOND)],
    ...['--warm-up', String(times.warmUp), '--duration', String(times.duration)],
  ]
  const load = LOADS.find(({ args }) => fits([...people, ...args], cores))
  return { profile, participants, load: load?.name, args: [...people, ...(load?.args ?? [])] }
}

function fits(args: readonly string[], cores: number): boolean {
  const options = parseOptions(['--serve', ...args], cores) as LoadOptions
  return expectedPackets(options) * MICROSECONDS_PER_PACKET < cores * 1e6
}
