import { SCOPE_NAMES, SCOPES, SERVER_SCOPES, type Scope } from '../scopes.ts'
import { roomPatternSchema, type KeyPlan } from './api-key.ts'

const HOURS = { h: 1, d: 24 } as const
const HOUR_MS = 3_600_000
const LONGEST_HOURS = 10 * 366 * 24

/** A key as it is typed. */
export interface GivenPlan {
  name?: string | undefined
  scopes?: string | undefined
  rooms?: string | undefined
  expires?: string | undefined
}

/** @throws {Error} with a sentence that says what to type */
function readScopes(text: string): Scope[] {
  const scopes = [...new Set(splitList(text))]
  const unknown = scopes.find((scope) => !Object.hasOwn(SCOPES, scope))
  if (unknown !== undefined)
    throw new Error(`"${unknown}" is no scope. There are: ${SCOPE_NAMES.join(', ')}.`)
  if (scopes.length === 0) throw new Error(`--scopes says what the key may do: ${SCOPE_NAMES.join(', ')}.`)
  return scopes as Scope[]
}

/** @throws {Error} with a sentence that says what to type */
function readRooms(text: string | undefined, scopes: readonly Scope[]): string[] | null {
  if (text === undefined) return null
  const rooms = splitList(text)
  const wrong = rooms.find((room) => !roomPatternSchema.safeParse(room).success)
  if (wrong !== undefined || rooms.length === 0)
    throw new Error(
      `--rooms is a list of room names, each with a * at its end or without; "${wrong ?? text}" is none.`,
    )
  const wide = scopes.find((scope) => SERVER_SCOPES.includes(scope))
  if (wide !== undefined)
    throw new Error(`${wide} is about the whole server: it does not go with --rooms. Make two keys.`)
  return rooms
}

/** @throws {Error} with a sentence that says what to type */
function readExpiry(text: string | undefined, now: number): number | null {
  if (text === undefined) return null
  const [, digits, unit] = /^(\d+)([hd])$/.exec(text) ?? []
  const hours = Number(digits) * HOURS[(unit ?? 'h') as keyof typeof HOURS]
  if (!(hours > 0 && hours <= LONGEST_HOURS))
    throw new Error(`--expires is a time such as 12h or 90d, ten years at most; "${text}" is none.`)
  return now + hours * HOUR_MS
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/**
 * Reads what somebody types of a key that is to be.
 *
 * @param now - server time in milliseconds since 1970
 * @throws {Error} with a sentence that says what to type
 */
export function readPlan({ name = '', scopes = '', rooms, expires }: GivenPlan, now: number): KeyPlan {
  if (!/^[^\p{C}]{1,64}$/u.test(name))
    throw new Error('--name says what the key is for, in 1 to 64 characters.')
  const allowed = readScopes(scopes)
  return { name, scopes: allowed, rooms: readRooms(rooms, allowed), expiresAt: readExpiry(expires, now) }
}
