import fc from 'fast-check'

/** The part of JSON Schema that the protocol's requests use. */
export interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: JsonSchema | boolean
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
}

// Longer ones cost time and find nothing new.
const ITEMS_MAX = 6
const TEXT_MAX = 80

/** Makes values that fit a schema, and so get past the first check of the server. */
export function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(fitting))
  const make = MAKERS[schema.type ?? '']
  return make ? make(schema) : fc.jsonValue({ maxDepth: 2 })
}

const MAKERS: Record<string, ((schema: JsonSchema) => fc.Arbitrary<unknown>) | undefined> = {
  object: fittingObject,
  array: ({ items, minItems, maxItems }) =>
    fc.array(fitting(items ?? {}), {
      minLength: minItems ?? 0,
      maxLength: Math.min(maxItems ?? ITEMS_MAX, ITEMS_MAX),
    }),
  string: fittingText,
  integer: fittingNumber,
  number: fittingNumber,
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
}

function fittingObject({ properties, required, additionalProperties }: JsonSchema): fc.Arbitrary<unknown> {
  if (!properties) {
    const values = typeof additionalProperties === 'object' ? fitting(additionalProperties) : fc.jsonValue()
    return fc.dictionary(fc.string({ maxLength: 12 }), values, { maxKeys: 4 })
  }
  const fields = Object.entries(properties).map(([key, child]) => [key, fitting(child)] as const)
  return fc.record(Object.fromEntries(fields), { requiredKeys: required ?? [] })
}

function fittingText({ pattern, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { maxLength: TEXT_MAX })
  const most = Math.min(maxLength ?? TEXT_MAX, TEXT_MAX)
  return fc.string({ minLength: Math.min(minLength ?? 0, most), maxLength: most, unit: 'binary' })
}

function fittingNumber({ type, minimum, maximum }: JsonSchema): fc.Arbitrary<number> {
  const min = Math.max(minimum ?? -(2 ** 31), Number.MIN_SAFE_INTEGER)
  const max = Math.min(maximum ?? 2 ** 31, Number.MAX_SAFE_INTEGER)
  return type === 'integer'
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
    : fc.double({ min, max, noNaN: true })
}
