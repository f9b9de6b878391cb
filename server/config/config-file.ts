import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml'
import { describeReadError } from './read-text-file.ts'
import { settings } from './settings.ts'
import { describeYamlMistake } from './yaml-mistakes.ts'

/** Sections and values, as they stand in a file. */
export type Tree = Record<string, unknown>

/** What a file with settings holds. */
export interface ConfigFile {
  /** Empty when the file cannot be read. */
  readonly tree: Tree
  /** One sentence for each mistake, with file and line. */
  readonly problems: readonly string[]
  /**
   * Where something stands.
   *
   * @param path - keys and indexes of lists
   * @returns a place such as `my.yaml:12`, of the nearest thing around it that the file names; undefined when it names none
   */
  placeOf(path: readonly PropertyKey[]): string | undefined
}

/** What holds when nobody names a file. */
export const EMPTY_FILE: ConfigFile = {
  get tree() {
    return {}
  },
  problems: [],
  placeOf: () => undefined,
}

// Far more than a person writes. The library counts what aliases expand to as well.
const ALIASES_MAX = 100

const UNREADABLE_ALIASES =
  'an alias (*name) names nothing above it, or itself, or there are too many of them. Write the values out; text ' +
  'that begins with * or & needs quotation marks.'

type Mistake = Pick<YAMLError, 'code' | 'pos'>

/** Whether a value is a section. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads a YAML file.
 *
 * @param file - its name, as in messages
 * @param readFile - reads a text file; throws as `fs.readFileSync` or `readTextFile` do
 */
export function readConfigFile(file: string, readFile: (path: string) => string): ConfigFile {
  const refused = (...problems: string[]): ConfigFile => ({ tree: {}, problems, placeOf: () => undefined })
  let text: string
  try {
    text = readFile(file)
  } catch (error) {
    return refused(`${file}: ${describeReadError(error)}`)
  }
  const lines = new LineCounter()
  const at = (offset: number): string => `${file}:${lines.linePos(offset).line}`
  let document: Document.Parsed
  let value: unknown
  try {
    // Its own search for keys that stand twice takes a minute for a file of a quarter of a megabyte.
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, stringKeys: true }
    document = parseDocument(text, options)
    const mistakes: Mistake[] = [...document.errors, ...document.warnings]
    if (mistakes.length === 0) mistakes.push(...repeatedKeys(document))
    if (mistakes.length > 0) {
      const told = mistakes.map(({ code, pos }) => `${at(pos[0])}: ${describeYamlMistake(code)}`)
      return refused(...new Set(told))
    }
    value = document.toJS({ maxAliasCount: ALIASES_MAX })
    // An alias inside of its own anchor makes a section without an end.
    JSON.stringify(value)
  } catch {
    return refused(`${file}: ${UNREADABLE_ALIASES}`)
  }
  // A file in which every line is a comment.
  if (value === null || value === undefined) return refused()
  if (!isTree(value)) {
    return refused(
      `${file}: must hold sections such as "listen:", with settings indented below them as "port: 3000"; ` +
        `it holds ${Array.isArray(value) ? 'a list' : 'one value'}.`,
    )
  }
  const placeOf = (path: readonly PropertyKey[]): string | undefined => {
    const offset = offsetOf(document, path)
    return offset === undefined ? undefined : at(offset)
  }
  return { tree: withoutEmptySections(value), problems: [], placeOf }
}

function repeatedKeys(document: Document): Mistake[] {
  const mistakes: Mistake[] = []
  visit(document, {
    Map(_place, { items }) {
      const seen = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        const offset = key.range?.[0] ?? 0
        if (seen.has(name)) mistakes.push({ code: 'DUPLICATE_KEY', pos: [offset, offset] })
        seen.add(name)
      }
    },
  })
  return mistakes
}

/** Where the last part of a path that is there begins, in characters. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : key) === String(part))
      if (!pair) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else break
  }
  return offset
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
