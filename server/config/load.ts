import { parseDocument } from 'yaml'
import { parseEnvironment, type ParsedEnvironment } from './environment.ts'
import { parseFlags, usageText, type ParsedFlags } from './flags.ts'
import { implySettings } from './implied.ts'
import { describeIssues } from './problems.ts'
import { readValue } from './read-value.ts'
import { configSchema, type Config } from './schema.ts'
import { settings } from './settings.ts'

/** Settings that the server cannot start with. */
export class ConfigError extends Error {
  /** One line for each problem: where, what is allowed, what it is. */
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`Plenary cannot start with these settings:\n${problems.map((line) => `  ${line}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Where settings come from; injected, so that tests need no files. */
export interface ConfigSources {
  /** Arguments after the script's name. */
  argv: readonly string[]
  env: NodeJS.ProcessEnv
  /** Reads a text file; throws as `fs.readFileSync` does. */
  readFile: (path: string) => string
}

/** What the command line asks for: a running server, or a text. */
export type LoadResult =
  | {
      action: 'run'
      config: Config
      /** Whether nobody said where to listen: `listen.host` is the default. */
      hostIsDefault: boolean
    }
  | { action: 'help'; text: string }
  | { action: 'version' }

type Tree = Record<string, unknown>

/**
 * Loads the settings: defaults < file < `PLENARY_*` environment < flags.
 *
 * @throws {ConfigError} with every problem at once
 */
export function loadConfig({ argv, env, readFile }: ConfigSources): LoadResult {
  const flags = parseFlags(argv)
  if (flags.help) return { action: 'help', text: usageText() }
  if (flags.version) return { action: 'version' }

  const environment = parseEnvironment(env)
  const problems = [...flags.problems, ...environment.problems]
  const configFile = flags.configFile ?? environment.configFile
  const tree = configFile === undefined ? {} : readTree(configFile, readFile, problems)
  const sources = overlay(tree, flags, environment)
  implySettings(tree)

  const result = configSchema.safeParse(tree)
  if (!result.success) {
    const sourceOf = (path: string) =>
      sources.get(path.replace(/\[.*$/, '')) ?? fileOf(path, tree, configFile)
    problems.push(...describeIssues(result.error.issues, tree, sourceOf))
  }
  if (problems.length > 0 || !result.success) throw new ConfigError(problems)
  const hostIsDefault = !isTree(tree.listen) || tree.listen.host === undefined
  return { action: 'run', config: result.data, hostIsDefault }
}

/**
 * Puts what the environment and the flags give over the settings of the file.
 *
 * @returns which variable or flag set which path
 */
function overlay(tree: Tree, flags: ParsedFlags, environment: ParsedEnvironment): Map<string, string> {
  const sources = new Map<string, string>()
  for (const { path, node } of settings) {
    const flag = flags.values.get(path)
    const variable = environment.values.get(path)
    const text = flag?.text ?? variable?.text
    const source = flag?.flag ?? variable?.variable
    if (text === undefined || source === undefined) continue
    setValue(tree, path, readValue(node, text))
    sources.set(path, source)
  }
  return sources
}

function readTree(file: string, readFile: ConfigSources['readFile'], problems: string[]): Tree {
  let text: string
  try {
    text = readFile(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    problems.push(`${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`)
    return {}
  }
  const document = parseDocument(text, { prettyErrors: true })
  const mistakes = [...document.errors, ...document.warnings]
  if (mistakes.length > 0) {
    problems.push(
      ...mistakes.map(({ message }) => `${file}: ${message.split('\n')[0]?.replace(/:$/, '') ?? ''}`),
    )
    return {}
  }
  const tree = document.toJS() as unknown
  if (tree === null || tree === undefined) return {}
  if (!isTree(tree)) {
    problems.push(
      `${file}: must hold sections such as "listen:", and holds ${JSON.stringify(tree)?.slice(0, 80)}`,
    )
    return {}
  }
  return withoutEmptySections(tree)
}

// `listen:` with every line below it commented out reads as null.
function withoutEmptySections(tree: Tree, prefix = ''): Tree {
  const entries = Object.entries(tree).flatMap(([key, value]) => {
    const path = `${prefix}${key}.`
    if (value === null && settings.some((setting) => setting.path.startsWith(path))) return []
    return [[key, isTree(value) ? withoutEmptySections(value, path) : value]]
  })
  return Object.fromEntries(entries) as Tree
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function setValue(tree: Tree, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let section = tree
  for (const key of keys) {
    const next = section[key]
    // A section that the file spoiled is reported by the schema, for the file.
    if (next !== undefined && !isTree(next)) return
    section = (section[key] ??= {}) as Tree
  }
  section[last] = value
}

function fileOf(path: string, tree: Tree, configFile: string | undefined): string | undefined {
  let value: unknown = tree
  for (const key of path.replace(/\[.*$/, '').split('.')) value = isTree(value) ? value[key] : undefined
  return value === undefined ? undefined : configFile
}
