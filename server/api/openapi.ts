import { z } from 'zod'
import { PROBLEMS, Problem, type ProblemCode } from './problems.ts'
import { subjectOf, type Route } from './routes/route.ts'
import { ROUTES } from './routes/table.ts'
import { SCOPES } from './scopes.ts'

type Json = Record<string, unknown>

/** What every route may answer beside its own refusals. */
const COMMON: readonly ProblemCode[] = ['key_missing', 'key_unknown', 'scope_missing', 'too_many_requests']

/** Describes the API in OpenAPI 3.1, from the same schemas by which requests are checked. */
export function openApi(): Json {
  const paths: Record<string, Json> = {}
  for (const route of ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plenary',
      version: '1',
      description:
        'For programs of the operator: rooms, the people in them, and what was written and done there. Keys are made ' +
        'with `npm run api-key`.',
    },
    servers: [{ url: './' }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `An API key, \`plk_…\`, with the scope of the route. ${Object.entries(SCOPES)
            .map(([scope, about]) => `\`${scope}\`: ${about}`)
            .join(' ')}`,
        },
      },
      schemas: { Problem: problemSchema() },
    },
  }
}

function operation(route: Route): Json {
  const { summary, about, scope, body, reply, status } = route
  const content = reply && {
    'application/json': { schema: toJson(reply, 'output') },
    ...(route.text ? { 'text/plain': { schema: { type: 'string' } } } : {}),
  }
  const success = String(reply ? (status ?? 200) : 204)
  return {
    operationId: operationId(route),
    summary,
    description: about,
    'x-scope': scope,
    security: [{ key: [scope] }],
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(body
      ? {
          requestBody: { required: true, content: { 'application/json': { schema: toJson(body, 'input') } } },
        }
      : {}),
    responses: { [success]: { description: summary, ...(content ? { content } : {}) }, ...refusals(route) },
  }
}

/** A name that is unique and stays, such as `getRoomsRoomBans`. */
export function operationId({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path.split(/[/{}-]+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function pathParameters(route: Route): Json[] {
  const room = {
    name: 'room',
    in: 'path',
    required: true,
    description: 'A canonical room name; letters of other scripts are percent-encoded.',
    schema: { type: 'string', minLength: 1, maxLength: 256 },
  }
  return [...(subjectOf(route) === 'room' ? [room] : []), ...parameters(route.params, 'path')]
}

function queryParameters({ query }: Route): Json[] {
  return parameters(query, 'query')
}

function headerParameters({ method }: Route): Json[] {
  if (method !== 'POST') return []
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'A UUID. The same request with the same key within a day is answered as before, and not done again.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  ]
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {} } = toJson(schema, 'input') as { properties?: Record<string, Json> }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path',
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }))
}

function refusals(route: Route): Record<string, Json> {
  const byStatus = new Map<number, ProblemCode[]>()
  const own: ProblemCode[] = subjectOf(route) === 'room' ? ['room_not_allowed', 'invalid_room_name'] : []
  for (const code of new Set([...COMMON, ...own, ...(route.problems ?? []), 'bad_request' as const])) {
    const { status } = new Problem(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function problemSchema(): Json {
  const text = { type: 'string' }
  return {
    type: 'object',
    description: `RFC 9457. \`code\` is stable; of the API alone are ${Object.keys(PROBLEMS).join(', ')}.`,
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: { type: 'string', description: 'What to do about it.' },
      code: text,
      faults: {
        type: 'array',
        items: {
          type: 'object',
          properties: { pointer: text, detail: text },
          required: ['pointer', 'detail'],
        },
      },
    },
  }
}

/** A schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
function toJson(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  })
  return json
}
