import { z } from 'zod'
import type { Action } from './roles.ts'

/** Id that the server gave to a transport, a producer or a consumer. */
export const objectId = z.string().regex(/^[\w-]{1,64}$/)

/** What carries nothing. */
export const empty = z.strictObject({})

/**
 * A name as somebody typed it. It is bounded here and normalised by the server, which answers
 * with a code of its own when nothing usable remains.
 */
export const typedName = z.string().max(256)

/** Who may make a request: `anybody` who is connected, or only a `participant`, who holds a seat. */
export type RequestPermission = 'anybody' | 'participant'

/** One row of the table of requests. */
export interface RequestRow {
  /** Checked in one place, before anything else of the request is looked at. */
  permission: RequestPermission
  /** What the role of the seat must allow, by `can`; checked in the same place. */
  action?: Action
  /** Answered without waiting for the requests before it on the same connection. */
  outOfTurn?: true
  about: string
  params: z.ZodType
  reply: z.ZodType
}
