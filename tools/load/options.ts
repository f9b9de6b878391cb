import { isRoomName } from '../../protocol/index.ts'
import { OptionError, readFlags, readNumber, type NumberRange } from '../harness/command-line.ts'
import { processesFor, type TrafficOptions } from './expected-packets.ts'
import { FLAGS } from './flags.ts'
import { PROFILES, type ProfileName } from './profiles.ts'

/** What the command line asks for, complete and checked. */
export interface LoadOptions extends TrafficOptions {
  profile: ProfileName
  /** Origin of the server; absent when it is started here, or a bare worker stands in for it. */
  url?: string
  serve: boolean
  bare: boolean
  /** Process to measure on this machine, with all below it. */
  pid?: number
  configFile?: string
  /** Further settings of the server that is started here, by path. */
  settings: Record<string, string>
  room: string
  /** Whether all show the same page. */
  samePage: boolean
  durationSeconds: number
  warmUpSeconds: number
  /** Time in which all join. */
  overSeconds: number
  /** Round trip that signaling takes, in milliseconds. */
  rttMs: number
  newcomers: number
  pageEverySeconds: number
  /** Processes that carry the participants. */
  processes: number
  insecureTls: boolean
  json: boolean
}

type Values = Record<string, string | boolean | string[] | undefined>

/**
 * Reads the command line.
 *
 * @returns `help` when only the help text is wanted
 * @throws {OptionError}
 */
export function parseOptions(argv: readonly string[], cores: number): LoadOptions | 'help' {
  const values = readFlags(argv, flagTypes()) as Values
  if (values.help) return 'help'
  if (values.sizes !== undefined) throw new OptionError('--sizes goes with --table.')
  const profile = readProfile(values)
  const preset = PROFILES[profile]
  const participants = numberOf(
    values,
    'participants',
    { min: 1, max: 5000, integer: true },
    preset.participants,
  )
  const media = !values['no-media']
  const publish = media ? readPublish(values, preset.publish) : new Set<string>()
  const options = {
    profile,
    ...readTarget(values),
    serve: Boolean(values.serve),
    bare: Boolean(values.bare),
    settings: readSettings(values),
    ...(typeof values.config === 'string' ? { configFile: values.config } : {}),
    room: readRoom(values),
    participants,
    publishers:
      publish.size === 0
        ? 0
        : Math.min(
            participants,
            numberOf(
              values,
              'publishers',
              { min: 0, max: 5000, integer: true },
              preset.publishers ?? participants,
            ),
          ),
    audio: publish.has('audio'),
    video: publish.has('video'),
    media,
    view: readView(values, preset.view),
    samePage: Boolean(values['same-page']),
    speakers: numberOf(values, 'speakers', { min: 0, max: 50, integer: true }, preset.speakers),
    bitrate: numberOf(values, 'bitrate', { min: 50, max: 20_000 }, 1700),
    frameRate: numberOf(values, 'frame-rate', { min: 1, max: 60 }, 30),
    durationSeconds: numberOf(values, 'duration', { min: 0, max: 86_400 }, preset.duration),
    warmUpSeconds: numberOf(values, 'warm-up', { min: 0, max: 600 }, preset.warmUp),
    overSeconds: numberOf(values, 'over', { min: 0, max: 3600 }, preset.over(participants)),
    rttMs: numberOf(values, 'rtt', { min: 0, max: 5000 }, 0),
    newcomers: numberOf(values, 'newcomers', { min: 0, max: 1000, integer: true }, 0),
    pageEverySeconds: numberOf(values, 'page-every', { min: 0, max: 3600 }, 0),
    decrypt: readDecrypt(values),
    insecureTls: Boolean(values.insecure),
    json: Boolean(values.json),
  }
  const complete: LoadOptions = { ...options, processes: readProcesses(values, options, cores) }
  checkCombination(complete)
  return complete
}

/** The form in which `parseArgs` of Node.js takes the flags. */
function flagTypes() {
  return Object.fromEntries(
    FLAGS.map(({ name, value, multiple }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(multiple ? { multiple } : {}),
      },
    ]),
  )
}

function readProfile({ profile = 'meeting' }: Values): ProfileName {
  if (typeof profile === 'string' && profile in PROFILES) return profile as ProfileName
  throw new OptionError(`--profile takes one of ${Object.keys(PROFILES).join(', ')}.`)
}

function readTarget(values: Values): { url?: string; pid?: number } {
  const pid =
    values.pid === undefined
      ? {}
      : { pid: numberOf(values, 'pid', { min: 1, max: 2 ** 22, integer: true }, 0) }
  if (values.url === undefined) return pid
  const url = String(values.url)
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new OptionError('--url takes the address of the server, such as http://127.0.0.1:3000.')
  }
  return { url: new URL(url).origin, ...pid }
}

function readRoom({ room = 'load' }: Values): string {
  if (typeof room === 'string' && isRoomName(room)) return room
  throw new OptionError('--room takes 1 to 64 characters of a-z, 0-9 and hyphen.')
}

function readPublish({ publish }: Values, preset: string): Set<string> {
  const wanted = new Set((typeof publish === 'string' ? publish : preset).split(','))
  if (wanted.has('none') && wanted.size === 1) return new Set()
  if ([...wanted].every((kind) => kind === 'audio' || kind === 'video')) return wanted
  throw new OptionError('--publish takes audio, video, audio,video or none.')
}

function readView(values: Values, preset: number): number | 'all' {
  if (values.view === 'all') return 'all'
  return numberOf(values, 'view', { min: 0, max: 49, integer: true }, preset)
}

function readProcesses(values: Values, traffic: TrafficOptions, cores: number): number {
  const { processes } = values
  const wanted = processes === 'auto' ? undefined : processes
  const range = { name: 'processes', min: 1, max: 64, integer: true }
  return readNumber(wanted, range, processesFor(traffic, cores))
}

function readDecrypt({ decrypt = 'sample' }: Values): 'sample' | 'all' {
  if (decrypt === 'sample' || decrypt === 'all') return decrypt
  throw new OptionError('--decrypt takes sample or all.')
}

function readSettings({ set = [] }: Values): Record<string, string> {
  const pairs = Array.isArray(set) ? set : [String(set)]
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, path, value] = /^([\w.]+)=(.*)$/.exec(pair) ?? []
      if (path === undefined || value === undefined) {
        throw new OptionError('--set takes a setting and its value, such as video.maxTiles=16.')
      }
      return [path, value]
    }),
  )
}

function numberOf(values: Values, name: string, range: Omit<NumberRange, 'name'>, preset: number): number {
  return readNumber(values[name], { name, ...range }, preset)
}

function checkCombination({
  url,
  serve,
  bare,
  pid,
  media,
  configFile,
  settings,
  ...options
}: LoadOptions): void {
  if (Number(url !== undefined) + Number(serve) + Number(bare) !== 1) {
    throw new OptionError(
      'Say what to test: --url with the address of a running server, --serve to start one here, or --bare for a bare media worker.',
    )
  }
  if (pid !== undefined && url === undefined) {
    throw new OptionError('--pid measures the server that --url names; leave it out with --serve and --bare.')
  }
  if (!serve && (configFile !== undefined || Object.keys(settings).length > 0)) {
    throw new OptionError('--config and --set are for the server that --serve starts.')
  }
  if (bare && (!media || options.view === 'all' || options.pageEverySeconds > 0)) {
    throw new OptionError(
      '--bare knows pages of a meeting only; leave --no-media, --view all and --page-every out.',
    )
  }
}
