import { PROFILES } from './profiles.ts'

/** A flag of the command line. */
export interface Flag {
  name: string
  /** What stands for its value in the help text; absent for a switch. */
  value?: string
  /** May be given more than once. */
  multiple?: true
  about: string
}

/** Every flag, in the order of the help text. */
export const FLAGS: readonly Flag[] = [
  { name: 'url', value: 'address', about: 'server to test, such as http://127.0.0.1:3000' },
  { name: 'serve', about: 'start a server for the test on this machine, and end it afterwards' },
  { name: 'bare', about: 'drive a bare media worker with the same streams, for comparison' },
  {
    name: 'pid',
    value: 'number',
    about: 'process of the server, to measure its CPU and memory with all below it',
  },
  { name: 'config', value: 'file', about: 'settings of the server that --serve starts' },
  { name: 'set', value: 'path=value', multiple: true, about: 'one setting of that server; may be repeated' },
  { name: 'profile', value: 'name', about: 'meeting, webinar or storm (meeting)' },
  { name: 'room', value: 'name', about: 'room to fill (load)' },
  { name: 'participants', value: 'number', about: 'people in it' },
  { name: 'publishers', value: 'number', about: 'how many of them publish (all; one in a webinar)' },
  { name: 'publish', value: 'kinds', about: 'what they publish: audio,video, one of them, or none' },
  { name: 'no-media', about: 'participants take a seat and open no transport; measures events' },
  { name: 'view', value: 'tiles|all', about: 'tiles that everybody shows (9), or all at their best' },
  { name: 'page-every', value: 'seconds', about: 'everybody turns the page this often (never)' },
  { name: 'same-page', about: 'all show the same page, so that the cameras on other pages are not sent' },
  { name: 'speakers', value: 'number', about: 'who speak at once, one after another; 0 mutes all (3)' },
  { name: 'frame-rate', value: 'number', about: 'frames a second of a camera, 1 to 60 (30)' },
  { name: 'bitrate', value: 'kbit/s', about: 'of the top simulcast layer; lower ones in proportion (1700)' },
  { name: 'over', value: 'seconds', about: 'time in which all join' },
  { name: 'warm-up', value: 'seconds', about: 'time between the last join and the measurement (6)' },
  { name: 'duration', value: 'seconds', about: 'length of the measurement (30)' },
  { name: 'newcomers', value: 'number', about: 'people who join afterwards, one by one, and are timed (0)' },
  { name: 'rtt', value: 'ms', about: 'round trip that signaling takes, as over a long line (0)' },
  {
    name: 'processes',
    value: 'number|auto',
    about: 'processes that carry the participants (auto: as needed)',
  },
  { name: 'decrypt', value: 'sample|all', about: 'which received packets are decrypted (sample)' },
  {
    name: 'table',
    about: 'measure the table of docs/capacity.md instead; goes with --sizes, --warm-up and --duration alone',
  },
  { name: 'sizes', value: 'numbers', about: 'participants of its lines (25,100,300,1000)' },
  { name: 'insecure', about: 'accept any certificate of the server' },
  { name: 'json', about: 'print the result as JSON and nothing else' },
  { name: 'help', about: 'print this text' },
]

/** The help text. */
export function helpText(): string {
  const left = FLAGS.map(({ name, value }) => `  --${name}${value === undefined ? '' : ` <${value}>`}`)
  const width = Math.max(...left.map(({ length }) => length)) + 2
  return [
    'Fills a room with participants and measures what that costs.',
    '',
    'Usage: npm run load -- (--url <address> | --serve | --bare | --table) [options]',
    '',
    ...FLAGS.map(({ about }, index) => `${(left[index] ?? '').padEnd(width)}${about}`),
    '',
    'Profiles:',
    ...Object.entries(PROFILES).map(([name, { about }]) => `  ${name.padEnd(width - 2)}${about}`),
    '',
    'The last line is the result as one JSON object. docs/capacity.md explains the figures.',
  ].join('\n')
}
