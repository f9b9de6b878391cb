import { EMPTY_FILE, isTree, readConfigFile, type Tree } from './config-file.ts'
import { parseEnvironment, type ParsedEnvironment } from './environment.ts'
import { parseFlags, usageText, type ParsedFlags } from './flags.ts'
import { implySettings } from './implied.ts'
import { describeIssues, type SourceOf } from './problems.ts'
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
      /** Where a value came from; undefined for a default. */
      sourceOf: SourceOf
    }
  | { action: 'help'; text: string }
  | { action: 'version' }

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
  const file = configFile === undefined ? EMPTY_FILE : readConfigFile(configFile, readFile)
  problems.push(...file.problems)
  const { tree } = file
  const sources = overlay(tree, flags, environment)
  for (const path of implySettings(tree)) sources.set(path, 'follows from listen.acme')
  const sourceOf: SourceOf = (path) =>
    sources.get(settingOf(path)) ?? (isGiven(tree, path) ? file.placeOf(path) : undefined)

  const result = configSchema.safeParse(tree)
  if (!result.success) {
    problems.push(...describeIssues(result.error.issues, tree, sourceOf))
  }
  if (problems.length > 0 || !result.success) throw new ConfigError(problems)
  const hostIsDefault = !isTree(tree.listen) || tree.listen.host === undefined
  return { action: 'run', config: result.data, hostIsDefault, sourceOf }
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

/** The path of the setting in which something stands, without the indexes of lists and what follows them. */
function settingOf(path: readonly PropertyKey[]): string {
  const index = path.findIndex((part) => typeof part === 'number')
  return path.slice(0, index < 0 ? undefined : index).join('.')
}

/** Whether anything but the schema says what stands at a path. */
function isGiven(tree: Tree, path: readonly PropertyKey[]): boolean {
  let value: unknown = tree
  for (const part of path) {
    if (typeof part === 'number') return true
    if (!isTree(value) || !Object.hasOwn(value, part)) return false
    value = value[String(part)]
  }
  return true
}
