import { stringify } from 'yaml'
import type { CurrentSettings } from './explain.ts'
import { isSecret, REDACTED, withoutPasswords, withoutSecrets } from './secrets.ts'
import { schemaRoot, type SchemaNode } from './settings.ts'

/**
 * The settings as they hold, as YAML with a comment at each value that says where it came from.
 * Secrets are redacted: such a line is a comment, so that nobody starts a server with it.
 */
export function printConfig(current: CurrentSettings): string {
  const lines = sectionLines([], schemaRoot, current.config, current)
  return `# The settings as they hold now. Secrets are left out.\n${lines.join('\n')}\n`
}

function sectionLines(
  keys: readonly string[],
  node: SchemaNode,
  values: Readonly<Record<string, unknown>>,
  current: CurrentSettings,
): string[] {
  const indent = '  '.repeat(keys.length)
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = [...keys, key]
    const value = values[key]
    if (child.properties) {
      const inside = sectionLines(path, child, (value ?? {}) as Record<string, unknown>, current)
      return [`${indent}${key}:`, ...inside]
    }
    return [`${indent}${settingLine(path, value, current)}`]
  })
}

function settingLine(path: readonly string[], value: unknown, { sourceOf }: CurrentSettings): string {
  const key = path.at(-1) ?? ''
  if (value === undefined) return `# ${key}: not set`
  const source = sourceOf(path) ?? 'default'
  const flow = stringify(withoutSecrets(value), { collectionStyle: 'flow', lineWidth: 0 }).trim()
  const text = isSecret(key) ? REDACTED : withoutPasswords(oneLine(flow, value))
  // What is redacted within would be wrong, and might be taken for right.
  const isWhole = !text.includes(REDACTED)
  return `${isWhole ? '' : '# '}${key}: ${text}  # ${source}`
}

/** Text with line breaks becomes a block, which no comment may follow. */
function oneLine(flow: string, value: unknown): string {
  return flow.includes('\n') ? JSON.stringify(withoutSecrets(value)) : flow
}
