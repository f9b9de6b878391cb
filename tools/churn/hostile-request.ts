import fc from 'fast-check'
import { z } from 'zod'
import { requests, type RequestName } from '../../protocol/index.ts'
import { fitting, type JsonSchema } from './schema-arbitrary.ts'

/** A request as a hostile client may send it. */
export interface HostileRequest {
  name: string
  args: unknown[]
}

/** Ids that mean something to the server at the moment, by the field that names them. */
export type LiveIds = Partial<Record<string, readonly string[]>>

const NAMES = Object.keys(requests) as RequestName[]
const PARAMETERS = new Map(
  NAMES.map((name) => [name, fitting(z.toJSONSchema(requests[name].params, { io: 'input' }) as JsonSchema)]),
)
const WRONG_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  '__proto__',
  '\u0000\ud800',
  [],
  {},
  { toString: 'x' },
]

/** Requests in and out of order: well formed, with something wrong in one place, or no requests at all. */
export const hostileRequests: fc.Arbitrary<HostileRequest> = fc.oneof(
  { weight: 4, arbitrary: wellFormed() },
  { weight: 4, arbitrary: spoilt() },
  { weight: 1, arbitrary: fc.record({ name: fc.constantFrom(...NAMES), args: anything() }) },
  { weight: 1, arbitrary: fc.record({ name: fc.string({ maxLength: 30 }), args: anything() }) },
)

/**
 * Puts live ids in the place of some made-up ones, so that requests reach what
 * lies behind the look-up.
 *
 * @param pick - a whole number below the given one, the same in a replay
 */
export function enliven(value: unknown, ids: LiveIds, pick: (below: number) => number): unknown {
  if (Array.isArray(value)) return value.map((one) => enliven(one, ids, pick))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const live = ids[key] ?? []
      if (live.length === 0 || pick(3) === 0) return [key, enliven(child, ids, pick)]
      const id = live[pick(live.length)]
      return [key, Array.isArray(child) ? [id] : id]
    }),
  )
}

function wellFormed(): fc.Arbitrary<HostileRequest> {
  return fc
    .constantFrom(...NAMES)
    .chain((name) => (PARAMETERS.get(name) ?? fc.constant({})).map((params) => ({ name, args: [params] })))
}

function spoilt(): fc.Arbitrary<HostileRequest> {
  return fc
    .tuple(wellFormed(), fc.nat(), fc.constantFrom(...WRONG_VALUES))
    .map(([{ name, args }, where, wrong]) => ({
      name,
      args: args.map((params) => spoil(params, where, wrong)),
    }))
}

/** Puts a wrong value somewhere inside; which place, the number says. */
function spoil(value: unknown, where: number, wrong: unknown): unknown {
  if (typeof value !== 'object' || value === null) return wrong
  const entries = Object.entries(value) as [string, unknown][]
  const chosen = entries[where % Math.max(1, entries.length)]
  if (!chosen) return wrong
  const [key, child] = chosen
  const rest = Math.floor(where / entries.length)
  const changed = rest % 2 === 0 ? wrong : spoil(child, Math.floor(rest / 2), wrong)
  if (Array.isArray(value)) return value.map((one: unknown, index) => (String(index) === key ? changed : one))
  return { ...value, [key]: changed }
}

function anything(): fc.Arbitrary<unknown[]> {
  return fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 3 })
}
