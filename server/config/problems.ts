import type { z } from 'zod'
import { newPath } from './renamed.ts'
import { isSecret } from './secrets.ts'
import { describeAllowed, findNode, type SchemaNode } from './settings.ts'

/** Where the value at a path came from, such as `--port` or a file name; undefined for a default. */
export type SourceOf = (path: string) => string | undefined

type Issue = z.core.$ZodIssue

/**
 * Says what is wrong with the settings, one line for each problem: where the
 * value came from, its path, what is allowed and what it is.
 *
 * @param issues - what the schema found
 * @param values - the settings as they were given
 * @param sourceOf - where a value came from
 */
export function describeIssues(issues: readonly Issue[], values: unknown, sourceOf: SourceOf): string[] {
  return issues.flatMap((issue) => {
    const path = pathText(issue.path)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const full = path === '' ? key : `${path}.${key}`
        return `${place(full, sourceOf)}: ${unknownKey(full, issue.path)}`
      })
    }
    return [`${place(path, sourceOf)}: ${reason(issue)}${valueText(issue.path, values)}`]
  })
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

function unknownKey(full: string, section: readonly PropertyKey[]): string {
  const renamed = newPath(full)
  return renamed === undefined ? `unknown key. ${knownKeys(section)}` : `this key is called ${renamed} now.`
}

function knownKeys(path: readonly PropertyKey[]): string {
  const keys = Object.keys(findNode(path)?.properties ?? {})
  return keys.length > 0 ? `Known here: ${keys.join(', ')}.` : ''
}

function place(path: string, sourceOf: SourceOf): string {
  const source = sourceOf(path)
  return source === undefined ? path : `${source}: ${path}`
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('')
}

// A secret of webhooks is known wherever it was written.
const SECRET_TEXT = /whsec_[^\s"']*/g

function valueText(path: readonly PropertyKey[], values: unknown): string {
  if (path.some(isSecret) || holdsSecret(findNode(path))) return ''
  let value = values
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return ''
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  if (value === undefined || typeof value === 'function') return ''
  const hide = (key: string, part: unknown): unknown => (isSecret(key) ? '[redacted]' : part)
  const text = JSON.stringify(value, hide).replace(SECRET_TEXT, '[redacted]')
  return ` (it is ${text.length > 80 ? `${text.slice(0, 80)}…` : text})`
}

/** Whether a secret may stand inside of a value: also in one that is not what it should be, such as half a list. */
function holdsSecret(node: SchemaNode | undefined): boolean {
  const parts = [node?.items, ...(node?.anyOf ?? [])].filter((part) => part !== undefined)
  const inside = Object.entries(node?.properties ?? {})
  return parts.some(holdsSecret) || inside.some(([key, child]) => isSecret(key) || holdsSecret(child))
}
