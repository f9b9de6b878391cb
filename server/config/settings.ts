import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The part of JSON Schema that the settings use, with our own `allowed`. */
export interface SchemaNode {
  type?: string
  description?: string
  /** What a value must be, in words, where the schema alone cannot say it. */
  allowed?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  minimum?: number
  maximum?: number
  maxItems?: number
  items?: SchemaNode
  anyOf?: SchemaNode[]
  properties?: Record<string, SchemaNode>
}

/** One setting: a leaf of the schema. */
export interface Setting {
  /** Where it stands in the file, such as `media.bitrates.camera`. */
  path: string
  /** The environment variable that sets it, such as `PLENARY_MEDIA_BITRATES_CAMERA`. */
  variable: string
  node: SchemaNode
}

/** The whole schema as JSON Schema: the source of names, defaults and texts. */
export const schemaRoot = z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode

/** Every setting, in the order of the schema. */
export const settings: readonly Setting[] = listSettings(schemaRoot, [])

function listSettings(node: SchemaNode, path: string[]): Setting[] {
  if (!node.properties) {
    return [{ path: path.join('.'), variable: variableName(path.join('.')), node }]
  }
  return Object.entries(node.properties).flatMap(([key, child]) => listSettings(child, [...path, key]))
}

/** The environment variable of a setting, such as `PLENARY_MEDIA_PORT` for `media.port`. */
export function variableName(path: string): string {
  return ['PLENARY', ...path.split('.').map((key) => key.replace(/[A-Z]/g, '_$&').toUpperCase())].join('_')
}

/**
 * The part of the schema that describes a place in the settings.
 *
 * @param path - keys and array indexes, as in a validation issue
 * @returns undefined for a place that the schema does not know
 */
export function findNode(path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = schemaRoot
  for (const key of path) {
    const list: SchemaNode | undefined = node.items ? node : node.anyOf?.find((choice) => choice.items)
    node = typeof key === 'number' ? list?.items : ownProperty(node, String(key))
    if (!node) return undefined
  }
  return node
}

function ownProperty({ properties }: SchemaNode, key: string): SchemaNode | undefined {
  return properties && Object.hasOwn(properties, key) ? properties[key] : undefined
}

/** What a value must be, in words, such as `a whole number from 1 to 64`. */
export function describeAllowed(node: SchemaNode): string {
  if (node.allowed !== undefined) return node.allowed
  if (node.anyOf) return orList(node.anyOf.map(describeAllowed))
  if ('const' in node) return JSON.stringify(node.const)
  if (node.enum) return orList(node.enum.map((value) => JSON.stringify(value)))
  switch (node.type) {
    case 'integer':
      return `a whole number${boundsText(node)}`
    case 'number':
      return `a number${boundsText(node)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return `a list; each entry ${node.items ? describeAllowed(node.items) : 'anything'}`
    case 'object':
      return `a section with the keys ${Object.keys(node.properties ?? {}).join(', ')}`
    default:
      return 'text'
  }
}

function boundsText({ minimum, maximum }: SchemaNode): string {
  return minimum === undefined || maximum === undefined ? '' : ` from ${minimum} to ${maximum}`
}

function orList(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`
}
