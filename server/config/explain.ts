import { stringify } from 'yaml'
import { EXAMPLES } from './examples.ts'
import { FLAGS } from './flags.ts'
import { nearestTyped, PATHS } from './nearest-setting.ts'
import { newPath, newVariable } from './renamed.ts'
import { isSecret, shownKey, withoutPasswords, withoutSecrets } from './secrets.ts'
import type { SourceOf } from './problems.ts'
import { describeAllowed, schemaRoot, settings, type SchemaNode } from './settings.ts'
import { wrapText } from './wrap-text.ts'

/** The settings as they are, for explanations that name them. */
export interface CurrentSettings {
  readonly config: Readonly<Record<string, unknown>>
  readonly sourceOf: SourceOf
}

const WIDTH = 80

/**
 * Explains a setting or a section for a terminal.
 *
 * @param typed - a path such as `listen.port` or `access.tokens.issuer`, an environment variable, or a flag; empty lists the sections
 * @param current - undefined while the settings have problems
 * @returns undefined text when nothing is called so, with a sentence that names the nearest
 */
export function explain(
  typed: string,
  current: CurrentSettings | undefined,
): { text: string } | { problem: string } {
  const name = pathOf(typed.trim())
  if (name === '') return { text: sectionList() }
  const keys = name.replace(/\[\d*\]/g, '').split('.')
  const node = findInside(keys)
  if (!node) return { problem: unknown(name) }
  const lines = node.properties ? explainSection(keys, node, current) : explainSetting(keys, node, current)
  return { text: lines.join('\n') }
}

function pathOf(typed: string): string {
  const flag = FLAGS.find(({ name, path }) => path !== undefined && typed === `--${name}`)
  const setting = settings.find(({ variable }) => variable === typed)
  return flag?.path ?? setting?.path ?? newPath(typed) ?? typed
}

/** Entries of lists have keys as well: `access.tokens.issuer`. */
function findInside(keys: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = schemaRoot
  for (const key of keys) {
    const holder: SchemaNode | undefined = node?.properties ? node : node?.items
    node = holder?.properties && Object.hasOwn(holder.properties, key) ? holder.properties[key] : undefined
  }
  return node
}

function unknown(name: string): string {
  const renamed = newVariable(name)
  if (renamed !== undefined) return `${name} is called ${renamed} now.`
  const variables = settings.map(({ variable }) => variable)
  const near = nearestTyped(name) ?? nearestTyped(`${name}s`) ?? variables.find((one) => one.startsWith(name))
  const hint = near === undefined ? '' : `Did you mean ${near}? npm run config -- --explain ${near}`
  return `There is no setting ${shownKey(name)}. ${hint || 'All of them: npm run config -- --explain'}`
}

function sectionList(): string {
  const rows = Object.entries(schemaRoot.properties ?? {}).map(
    ([name, node]) => [name, node.description ?? ''] as const,
  )
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return [
    'Sections of the settings. npm run config -- --explain SECTION lists the keys of one.',
    '',
    ...rows.flatMap(([name, about]) => wrapText(about, WIDTH, `  ${name.padEnd(width)}`)),
  ].join('\n')
}

function explainSection(keys: string[], node: SchemaNode, current: CurrentSettings | undefined): string[] {
  const prefix = `${keys.join('.')}.`
  const inside = settings.filter(({ path }) => path.startsWith(prefix))
  return [
    keys.join('.'),
    ...wrapText(node.description ?? '', WIDTH, '  '),
    ...inside.flatMap(({ path, node: child }) => [
      '',
      `  ${path}${currentText(path.split('.'), child, current, ' = ')}`,
      ...wrapText(child.description ?? '', WIDTH, '    '),
    ]),
    '',
    `More of one of them: npm run config -- --explain ${inside[0]?.path ?? PATHS[0]}`,
  ]
}

function explainSetting(keys: string[], node: SchemaNode, current: CurrentSettings | undefined): string[] {
  const path = keys.join('.')
  const setting = settings.find((one) => one.path === path)
  const flag = FLAGS.find((one) => one.path === path)
  const example = EXAMPLES[path] ?? node.default
  const rows: [string, string][] = [
    ['Type', typeOf(node)],
    ['Allowed', describeAllowed(node)],
    ['Default', node.default === undefined ? 'not set' : inline(node.default)],
  ]
  if (setting) {
    const now = currentText(keys, node, current, '')
    rows.push(['Current', now === '' ? 'unknown, because the settings have problems' : now])
    rows.push(['Environment', setting.variable])
  } else rows.push(['Belongs to', `each entry of ${keys.slice(0, -1).join('.')}`])
  if (flag) rows.push(['Flag', `--${flag.name} <${flag.value ?? ''}>`])
  return [
    path,
    ...wrapText(node.description ?? '', WIDTH, '  '),
    '',
    ...rows.flatMap(([name, text]) => wrapText(text, WIDTH, `  ${name.padEnd(13)}`)),
    ...(setting && example !== undefined ? ['', '  In a file:', ...fileLines(keys, example)] : []),
    ...entryLines(node),
  ]
}

function typeOf(node: SchemaNode): string {
  if (node.anyOf) return [...new Set(node.anyOf.map(typeOf))].join(' or ')
  if (node.enum) return 'one of a few words'
  if (node.type === 'array') return node.items?.properties ? 'list of sections' : 'list'
  if (node.type === 'string') return 'text'
  return node.type === 'integer' ? 'whole number' : (node.type ?? typeof node.const)
}

/** What holds now, and who said so; empty while nobody can tell. */
function currentText(
  keys: readonly string[],
  node: SchemaNode,
  current: CurrentSettings | undefined,
  before: string,
): string {
  if (!current) return ''
  let value: unknown = current.config
  for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key]
  const isHidden = keys.some(isSecret) && value !== undefined
  const text = isHidden ? '[redacted]' : value === undefined ? 'not set' : inline(withoutSecrets(value))
  const source = current.sourceOf(keys)
  const isDefault = source === undefined || value === undefined
  return `${before}${text}${isDefault ? (node.default === undefined ? '' : ' (default)') : ` (from ${source})`}`
}

function fileLines(keys: readonly string[], example: unknown): string[] {
  const nested = keys.reduceRight<unknown>((value, key) => ({ [key]: value }), example)
  return stringify(nested, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
}

function entryLines({ items }: SchemaNode): string[] {
  const inside = Object.entries(items?.properties ?? {})
  if (inside.length === 0) return []
  return [
    '',
    '  Keys of each entry:',
    ...inside.flatMap(([key, { description = '' }]) => wrapText(description, WIDTH, `    ${key}: `, 6)),
  ]
}

function inline(value: unknown): string {
  return withoutPasswords(JSON.stringify(value))
}
