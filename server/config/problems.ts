import type { z } from 'zod'
import { nearestPath } from './nearest-setting.ts'
import { readValue } from './read-value.ts'
import { newPath } from './renamed.ts'
import { isSecret, shownKey, withoutPasswords, withoutSecrets } from './secrets.ts'
import { describeAllowed, findNode, type SchemaNode } from './settings.ts'

/**
 * Where the value at a path came from, such as `--port`, `PLENARY_LISTEN_PORT` or `my.yaml:12`; undefined for a default.
 */
export type SourceOf = (path: readonly PropertyKey[]) => string | undefined

type Issue = z.core.$ZodIssue

// Whoever named a wrong file learns that from the first of them.
const PROBLEMS_MAX = 50

/**
 * Says what is wrong with the settings, one line for each problem: where the
 * value came from, its path, what is allowed and what it is.
 *
 * @param issues - what the schema found
 * @param values - the settings as they were given
 * @param sourceOf - where a value came from
 * @returns the first 50 problems, and how many more there are
 */
export function describeIssues(issues: readonly Issue[], values: unknown, sourceOf: SourceOf): string[] {
  const single = issues.flatMap((issue): { path: PropertyKey[]; issue?: Issue }[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key] }))
      : [{ path: issue.path, issue }],
  )
  const lines = single.slice(0, PROBLEMS_MAX).map(({ path, issue }) => {
    const source = sourceOf(path)
    const what = issue ? `${reason(issue)}${valueText(path, values)}` : unknownKey(path)
    return `${source === undefined ? '' : `${source}: `}${pathText(path)}: ${what}`
  })
  const more = single.length - lines.length
  return more > 0 ? [...lines, `… and ${more} more problems.`] : lines
}

function reason(issue: Issue): string {
  const node = findNode(issue.path)
  // The schema words its own rules; the library's wording would not name the bounds.
  if (issue.code === 'custom' && issue.message !== 'Invalid input') return issue.message
  if (issue.code === 'too_big' && issue.origin === 'array')
    return `must have at most ${issue.maximum} entries`
  if (issue.code === 'too_small' && issue.origin === 'array') {
    return `must have at least ${issue.minimum} entries`
  }
  return node ? `must be ${describeAllowed(node)}` : issue.message
}

function unknownKey(path: readonly PropertyKey[]): string {
  const section = path.slice(0, -1)
  const renamed = newPath(path.join('.'))
  if (renamed !== undefined) return `this key is called ${renamed} now.`
  const key = String(path.at(-1))
  // `port:3000` without a space is a key for YAML.
  const name = /^[\w-]+(?=[:=])/.exec(key)?.[0]
  const known = Object.keys(findNode(section)?.properties ?? {})
  if (name !== undefined && known.includes(name)) {
    return `unknown key. Put a space after the colon: "${name}: …"`
  }
  const near = nearestPath(section, key)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return `unknown key.${hint}${known.length > 0 ? ` Known here: ${known.join(', ')}.` : ''}`
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${shownKey(String(key))}`,
    )
    .join('')
}

function valueText(path: readonly PropertyKey[], values: unknown): string {
  const node = findNode(path)
  if (path.some(isSecret) || holdsSecret(node)) return ''
  let value = values
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return ''
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  if (value === undefined || typeof value === 'function') return ''
  const text = withoutPasswords(JSON.stringify(withoutSecrets(value)))
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return ` (it is ${shown}${isNumberInQuotes(node, value) ? '; remove the quotation marks' : ''})`
}

/** `port: "3000"` looks right, and is text. */
function isNumberInQuotes(node: SchemaNode | undefined, value: unknown): boolean {
  return (
    node !== undefined && typeof value === 'string' && /number|boolean/.test(typeof readValue(node, value))
  )
}

/** Whether a secret may stand inside of a value: also in one that is not what it should be, such as half a list. */
function holdsSecret(node: SchemaNode | undefined): boolean {
  const parts = [node?.items, ...(node?.anyOf ?? [])].filter((part) => part !== undefined)
  const inside = Object.entries(node?.properties ?? {})
  return parts.some(holdsSecret) || inside.some(([key, child]) => isSecret(key) || holdsSecret(child))
}
