import type { z } from 'zod'
import type { CheckResults } from '../../checks/check-results.ts'
import type { StoredKey } from '../keys/api-key.ts'
import type { MeetingOperator } from '../operator/meeting-operator.ts'
import type { RoomOperator } from '../operator/room-operator.ts'
import type { LineView } from '../operator/line-view.ts'
import type { ServerOperator } from '../operator/server-operator.ts'
import type { ServerView } from '../operator/server-view.ts'
import type { ProblemCode } from '../problems.ts'
import type { Scope } from '../scopes.ts'
import type { Deliveries } from '../../webhooks/deliveries.ts'

/** What a handler works with. */
export interface RouteParts {
  readonly rooms: RoomOperator
  readonly meetings: MeetingOperator
  readonly server: ServerView
  readonly lines: LineView
  readonly operator: ServerOperator
  readonly checks: Pick<CheckResults, 'get' | 'recent'>
  readonly webhooks: Pick<Deliveries, 'list' | 'read' | 'replay'>
}

/** A request after all checks. */
export interface RouteCall<Params, Query, Body> {
  /** The canonical name of the room in the address; empty where there is none. */
  readonly room: string
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** From where it is asked, as a socket or a trusted proxy names it. */
  readonly address: string
  readonly key: Pick<StoredKey, 'id' | 'name' | 'rooms' | 'scopes'>
}

/** What a route is, apart from what it does. */
export interface RouteRow<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`; `{room}` is a canonical room name. */
  readonly path: `/${string}`
  readonly scope: Scope
  /** A few words, for lists. */
  readonly summary: string
  /** What it does, and what the caller must know. */
  readonly about: string
  /** Parts of the path beside the room. */
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly reply?: Reply
  /** HTTP status of success; without a reply 204. */
  readonly status?: 200 | 201
  /** Codes that are peculiar to it. */
  readonly problems?: readonly ProblemCode[]
  /** The answer as plain text, where `?format=text` offers that. */
  readonly text?: (reply: z.output<Reply>) => string
  /** Query parameters of the part that follows; undefined at the end. Becomes a `Link` header, RFC 8288. */
  readonly next?: (reply: z.output<Reply>) => Record<string, string> | undefined
}

/** A route of any kind, as the HTTP server, the description and the tests see it. */
export interface Route extends RouteRow<z.ZodType, z.ZodType, z.ZodType, z.ZodType> {
  readonly handle: (parts: RouteParts, call: RouteCall<unknown, unknown, unknown>) => Promise<unknown>
}

/** Joins a row with what it does; what that gets and answers follows from the schemas of the row. */
export function route<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType = z.ZodUndefined,
>(
  row: RouteRow<Params, Query, Body, Reply>,
  handle: (
    parts: RouteParts,
    call: RouteCall<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.input<Reply> | (Reply extends z.ZodUndefined ? void : never)>,
): Route {
  return { ...row, handle } as unknown as Route
}

/** What a route is about: one room, rooms as far as the key is for them, or the whole server. */
export function subjectOf({ path }: Pick<Route, 'path'>): 'room' | 'rooms' | 'server' {
  if (path.includes('{room}')) return 'room'
  return path.startsWith('/rooms') ? 'rooms' : 'server'
}
