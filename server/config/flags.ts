import { parseArgs } from 'node:util'
import { nearest } from './nearest.ts'
import { shownKey } from './secrets.ts'

/** A flag of the command line; `path` names the setting that it sets. */
interface Flag {
  name: string
  /** What stands for its value in the help text; absent for a flag without one. */
  value?: string
  path?: string
  /** Whether it may be given again, for one more entry of a list. */
  repeats?: true
  about: string
}

/** Every flag of `npm start -- …`, in the order of the help text. */
export const FLAGS: readonly Flag[] = [
  { name: 'port', value: 'number', path: 'listen.port', about: 'TCP port of pages and signaling (3000)' },
  { name: 'host', value: 'address', path: 'listen.host', about: 'address to listen on (0.0.0.0: all)' },
  {
    name: 'announce',
    value: 'address',
    path: 'listen.announce',
    repeats: true,
    about: 'public address or host name for media; repeat it or separate by commas',
  },
  {
    name: 'stun',
    value: 'server',
    path: 'listen.stun',
    repeats: true,
    about: 'STUN server that tells the public address; repeat it or separate by commas',
  },
  {
    name: 'public-url',
    value: 'address',
    path: 'listen.publicUrl',
    about: 'address that guests open, for a server behind a proxy',
  },
  {
    name: 'domain',
    value: 'name',
    path: 'listen.acme.names',
    repeats: true,
    about:
      'public HTTPS by itself: host name for which to get a certificate; repeat it or separate by commas',
  },
  {
    name: 'public',
    path: 'listen.acme.publicAddress',
    about: 'public HTTPS by itself, for the IP address of this server',
  },
  { name: 'tls', value: 'mode', path: 'listen.tls.mode', about: 'off, self-signed, files or acme (off)' },
  {
    name: 'tunnel',
    value: 'program',
    path: 'listen.tunnel',
    about: 'try it from anywhere: cloudflared, tailscale or ssh, if installed',
  },
  { name: 'workers', value: 'number', path: 'media.workers', about: 'media processes (auto: one per core)' },
  { name: 'media-port', value: 'number', path: 'media.port', about: 'first media port, UDP and TCP (40000)' },
  { name: 'storage', value: 'file', path: 'storage.file', about: 'where seats and chat are kept' },
  { name: 'log-level', value: 'level', path: 'log.level', about: 'error, warn, info or debug (info)' },
  { name: 'config', value: 'file', about: 'YAML file with settings; see config/plenary.yaml' },
  { name: 'help', about: 'print this text' },
  { name: 'version', about: 'print the version' },
]

/** What the command line asks for. */
export interface ParsedFlags {
  help: boolean
  version: boolean
  /** Path given with `--config`. */
  configFile?: string
  /** Settings by path, as text; repeated lists are joined by commas. */
  values: Map<string, { flag: string; text: string }>
  /** One sentence for each mistake. */
  problems: string[]
}

/** Reads the command line without stopping at the first mistake. */
export function parseFlags(argv: readonly string[]): ParsedFlags {
  const result: ParsedFlags = { help: false, version: false, values: new Map(), problems: [] }
  const options = Object.fromEntries(
    FLAGS.map(({ name, value }) => [name, { type: value ? ('string' as const) : ('boolean' as const) }]),
  )
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true })
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'positional') {
      // What follows an unknown flag is its value, which may be a password.
      const former = tokens[index - 1]
      const isValue = former?.kind === 'option' && !FLAGS.some(({ name }) => name === former.name)
      if (!isValue) result.problems.push(`"${shownKey(token.value)}" is not a flag. ${KNOWN}`)
    } else if (token.kind === 'option') {
      readOption(token, result)
    }
  }
  return result
}

const KNOWN = `Known flags: ${FLAGS.map(({ name }) => `--${name}`).join(', ')}.`

interface OptionToken {
  name: string
  rawName: string
  value: string | undefined
  inlineValue: boolean | undefined
}

function readOption(token: OptionToken, result: ParsedFlags): void {
  const flag = FLAGS.find(({ name }) => name === token.name)
  const problem = findMistake(token, flag)
  if (problem !== undefined) result.problems.push(problem)
  else if (flag?.value !== undefined) keepValue(flag, token, result)
  else if (flag?.path !== undefined) result.values.set(flag.path, { flag: token.rawName, text: 'true' })
  else if (token.name === 'help' || token.name === 'version') result[token.name] = true
}

function findMistake(
  { rawName, name, value, inlineValue }: OptionToken,
  flag: Flag | undefined,
): string | undefined {
  if (!flag || rawName !== `--${name}`) return unknownFlag(rawName)
  if (flag.value === undefined) return value === undefined ? undefined : `${rawName} takes no value.`
  // `--port --host x`: the next flag is not a value.
  const isMissing = value === undefined || value === '' || (!inlineValue && value.startsWith('--'))
  return isMissing ? `${rawName} needs a value: ${rawName} <${flag.value}>.` : undefined
}

function unknownFlag(rawName: string): string {
  const near = nearest(
    rawName.replace(/^-+/, ''),
    FLAGS.map(({ name }) => name),
  )
  return `${shownKey(rawName)} is not known. ${near === undefined ? '' : `Did you mean --${near}? `}${KNOWN}`
}

function keepValue({ path, repeats }: Flag, { rawName, value = '' }: OptionToken, result: ParsedFlags): void {
  if (path === undefined) {
    result.configFile = value
    return
  }
  const former = repeats ? result.values.get(path)?.text : undefined
  result.values.set(path, { flag: rawName, text: former === undefined ? value : `${former},${value}` })
}

/** The text of `--help`. */
export function usageText(): string {
  const rows = FLAGS.map(
    ({ name, value, about }) => [`--${name}${value ? ` <${value}>` : ''}`, about] as const,
  )
  const width = Math.max(...rows.map(([left]) => left.length))
  return [
    'Plenary, a video-conferencing server.',
    '',
    'Usage: npm start -- [flags]',
    '',
    ...rows.map(([left, about]) => `  ${left.padEnd(width)}  ${about}`),
    '',
    'Flags win over PLENARY_* environment variables, which win over the file.',
    'Every setting: docs/configuration.md',
  ].join('\n')
}
