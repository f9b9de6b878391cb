/** A request gone wrong: what was done to it, and the parameters that came out. */
export interface Mutation {
  what: string
  params: unknown
  /** Whether no request at all may take it: a null, or a field that does not belong. */
  isAlwaysWrong: boolean
}

const HUGE_TEXT = 'x'.repeat(50_000)

/** Values that are no valid parameters of any request. */
export const NOT_PARAMETERS: readonly Mutation[] = [
  null,
  undefined,
  0,
  42,
  true,
  false,
  '',
  'text',
  HUGE_TEXT,
  [],
  [{}],
  [[[[]]]],
  Buffer.from('bytes'),
].map((params) => ({ what: describeValue(params), params, isAlwaysWrong: true }))

// What takes the place of each field, one after another.
const REPLACEMENTS: readonly unknown[] = [
  null,
  true,
  'text',
  '',
  '__proto__',
  '\u0000\ud800',
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  [null],
  {},
  { length: 3 },
  { toString: 'x', valueOf: 'y' },
]

/**
 * Makes every mistake that can be made with one field of valid parameters: leaves
 * it out, puts another value in its place, adds a field that does not belong.
 * Goes into objects, and into the first entry of lists.
 */
export function mutate(valid: unknown): Mutation[] {
  return [...places(valid, [])].flatMap((path) => [...fieldMutations(valid, path), ...extraKeys(valid, path)])
}

/** Texts of 50 kB in the place of each field at the top. */
export function mutateHuge(valid: object): Mutation[] {
  return Object.keys(valid).map((key) => ({
    what: `${key} = 50 kB`,
    params: { ...valid, [key]: HUGE_TEXT },
    isAlwaysWrong: true,
  }))
}

type Path = readonly (string | number)[]

function* places(value: unknown, path: Path): Generator<Path> {
  yield path
  if (Array.isArray(value)) {
    if (value.length > 0) yield* places(value[0], [...path, 0])
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) yield* places(child, [...path, key])
  }
}

function fieldMutations(valid: unknown, path: Path): Mutation[] {
  if (path.length === 0) return []
  const name = path.join('.')
  const replaced = REPLACEMENTS.map((value) => ({
    what: `${name} = ${describeValue(value)}`,
    params: change(valid, path, (parent, key) => {
      parent[key] = value
    }),
    isAlwaysWrong: value === null,
  }))
  const left = change(valid, path, (parent, key) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete parent[key]
  })
  return [...replaced, { what: `without ${name}`, params: left, isAlwaysWrong: false }]
}

function extraKeys(valid: unknown, path: Path): Mutation[] {
  const place = path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], valid)
  if (typeof place !== 'object' || place === null || Array.isArray(place)) return []
  return ['surprise', '__proto__', 'constructor', 'toString', ''].map((key) => ({
    what: `${['', ...path].join('.')} with the key "${key}"`,
    params: change(valid, [...path, key], (parent) => {
      // Defined, because an assignment to `__proto__` sets no key.
      Object.defineProperty(parent, key, { value: { polluted: true }, enumerable: true })
    }),
    // Codecs name their parameters freely.
    isAlwaysWrong: path.at(-1) !== 'parameters',
  }))
}

function change(
  valid: unknown,
  path: Path,
  edit: (parent: Record<string | number, unknown>, key: string | number) => void,
): unknown {
  const copy = structuredClone(valid)
  const parents = path.slice(0, -1)
  const parent = parents.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown>)[key],
    copy,
  )
  edit(parent as Record<string | number, unknown>, path.at(-1) ?? '')
  return copy
}

function describeValue(value: unknown): string {
  return Buffer.isBuffer(value) ? 'bytes' : (JSON.stringify(value) ?? 'undefined').slice(0, 40)
}
