import { z } from 'zod'
import * as protocol from '../../protocol/index.ts'

/** The part of JSON Schema that the protocol uses. */
export interface JsonNode {
  $ref?: string
  type?: string | string[]
  description?: string
  const?: unknown
  enum?: unknown[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: JsonNode
  prefixItems?: JsonNode[]
  anyOf?: JsonNode[]
  oneOf?: JsonNode[]
  properties?: Record<string, JsonNode>
  additionalProperties?: JsonNode | boolean
  propertyNames?: JsonNode
  required?: string[]
}

const PLAIN_TEXT_TYPES = new Set(['kind', 'source', 'videoSource', 'role'])

/** Schemas that the protocol exports by name, such as `rtpParameters`. */
const named = namedSchemas()

function namedSchemas(): Map<string, z.ZodType> {
  const found = new Map<string, z.ZodType>()
  for (const [exportName, value] of Object.entries(protocol)) {
    const isSchema = exportName.endsWith('Schema') && value instanceof z.ZodType
    if (isSchema) found.set(exportName.replace(/Schema$/, ''), value)
  }
  return found
}

/**
 * A schema as JSON Schema in which every named type is a reference.
 *
 * @param schema - of a message, or of a named type itself
 */
export function toNode(schema: z.ZodType): JsonNode {
  const registry = z.registry<{ id?: string }>()
  for (const [name, type] of named) {
    // Short enumerations are clearer in place; the schema itself is the page's subject.
    if (type !== schema && !PLAIN_TEXT_TYPES.has(name)) registry.add(type, { id: name })
  }
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', metadata: registry }) as JsonNode
}

/** A field of a message: its path, its type in words and whether it may be left out. */
export interface Field {
  path: string
  type: string
  optional: boolean
}

/** All fields of an object, those of nested objects with dotted paths. */
export function listFields(node: JsonNode, prefix = ''): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix + key
    const field = { path, type: typeText(child), optional: !node.required?.includes(key) }
    return [field, ...nestedFields(child, path)]
  })
}

function nestedFields(node: JsonNode, path: string): Field[] {
  if (node.properties) return listFields(node, `${path}.`)
  if (node.items?.properties) return listFields(node.items, `${path}[].`)
  return []
}

/** Names of the types that a message refers to, directly. */
export function referencesOf(node: JsonNode): string[] {
  const text = JSON.stringify({ ...node, $defs: undefined })
  return [...text.matchAll(/"#\/\$defs\/([^"]+)"/g)].map((match) => match[1] ?? '')
}

/** The named type, for its own section. */
export function namedType(name: string): z.ZodType | undefined {
  return named.get(name)
}

/** The name of a schema that the protocol exports. */
export function nameOf(schema: z.ZodType): string | undefined {
  return [...named].find(([, type]) => type === schema)?.[0]
}

/** A type in words, with its bounds, as Markdown. */
function typeText(node: JsonNode): string {
  if (node.$ref) {
    const name = node.$ref.replace('#/$defs/', '')
    return `[${name}](#${name.toLowerCase()})`
  }
  const choices = node.anyOf ?? node.oneOf
  if (choices) return choices.map(typeText).join(' or ')
  if ('const' in node) return `\`${JSON.stringify(node.const)}\``
  if (Array.isArray(node.type)) return node.type.map((type) => typeText({ ...node, type })).join(' or ')
  if (node.enum?.length === protocol.ERROR_CODES.length) return 'one of the [codes](#errors)'
  if (node.enum) return node.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ')
  return plainText(node)
}

function plainText(node: JsonNode): string {
  switch (node.type) {
    case 'string':
      return stringText(node)
    case 'integer':
    case 'number':
      return numberText(node)
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'null'
    case 'array':
      return listText(node)
    case 'object':
      return objectText(node)
    default:
      return 'anything'
  }
}

function stringText({ pattern, minLength, maxLength }: JsonNode): string {
  if (pattern !== undefined) return `text that matches \`${pattern}\``
  const bounds = boundsText(minLength, maxLength)
  return bounds === '' ? 'text' : `text, ${bounds} characters`
}

function numberText({ type, minimum, maximum }: JsonNode): string {
  const word = type === 'integer' ? 'whole number' : 'number'
  const isOpen = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
  const bounds = boundsText(
    minimum === -Number.MAX_SAFE_INTEGER ? undefined : minimum,
    isOpen ? undefined : maximum,
  )
  return bounds === '' ? word : `${word}, ${bounds}`
}

function listText({ items, prefixItems, minItems, maxItems }: JsonNode): string {
  if (prefixItems) return `list of ${prefixItems.map(typeText).join(' and ')}, in this order`
  const bounds = boundsText(minItems, maxItems)
  return `list of ${items ? typeText(items) : 'anything'}${bounds === '' ? '' : `; ${bounds} entries`}`
}

function objectText({ properties, additionalProperties, propertyNames }: JsonNode): string {
  if (properties && Object.keys(properties).length > 0) return 'object'
  if (typeof additionalProperties !== 'object' || Object.keys(additionalProperties).length === 0)
    return 'empty object'
  const keys = propertyNames?.enum ? ` with the keys ${typeText(propertyNames)}` : ''
  const { properties: inner } = additionalProperties
  const values = inner
    ? `objects of ${Object.entries(inner)
        .map(([key, value]) => `\`${key}\` (${typeText(value)})`)
        .join(', ')}`
    : typeText(additionalProperties)
  return `object${keys}; its values are ${values}`
}

function boundsText(from: number | undefined, to: number | undefined): string {
  const format = (value: number) => value.toLocaleString('en-US')
  if (from !== undefined && to !== undefined)
    return from === to ? `exactly ${format(from)}` : `${format(from)} to ${format(to)}`
  if (to !== undefined) return `at most ${format(to)}`
  return from === undefined ? '' : `at least ${format(from)}`
}
