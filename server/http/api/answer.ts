import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Answer, Idempotency } from '../../api/idempotency.ts'
import { Problem, type Fault } from '../../api/problems.ts'
import type { Route, RouteParts } from '../../api/routes/route.ts'
import type { Admitted } from './gate.ts'

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/
const FAULTS_MAX = 10

/** What answering a request needs. */
export interface AnswerOptions {
  parts: RouteParts
  idempotency: Idempotency
}

/**
 * Answers a request that was let in.
 *
 * @throws {Problem} or {ProtocolError} with why not
 */
export async function answerRequest(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { key, room, address }: Admitted,
  { parts, idempotency }: AnswerOptions,
): Promise<FastifyReply> {
  const { room: _room, ...pathParts } = request.params as Record<string, string>
  const call = {
    room,
    key,
    address,
    params: read(route.params, Object.keys(pathParts).length === 0 ? undefined : pathParts, 'path'),
    query: read(route.query, route.query ? request.query : emptyAsNothing(request.query), 'query'),
    body: read(route.body, request.body ?? undefined, 'body'),
  }
  const carryOut = async (): Promise<Answer> => render(route, await route.handle(parts, call), call.query)
  const idempotencyKey = route.method === 'POST' ? readIdempotencyKey(request) : undefined
  if (idempotencyKey === undefined) return send(reply, await carryOut())
  const repeatable = {
    keyId: key.id,
    idempotencyKey,
    request: JSON.stringify([route.method, request.url, call.body ?? null]),
  }
  const { repeated, ...answer } = await idempotency.once(repeatable, carryOut, Date.now())
  if (repeated) reply.header('Idempotency-Replayed', 'true')
  return send(reply, answer)
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status).headers(headers)
  return status === 204 ? reply.send() : reply.send(body)
}

/** An answer has what its schema names and nothing else, whatever a handler returns. */
function render(route: Route, result: unknown, query: unknown): Answer {
  if (!route.reply) return { status: 204, headers: {}, body: '' }
  const reply = route.reply.parse(result)
  const isText = (query as { format?: string } | undefined)?.format === 'text'
  const next = route.next?.(reply)
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  const link = next && linkTo({ ...(query as object), ...next })
  return {
    status: route.status ?? 200,
    headers: { 'Content-Type': type, ...(link === undefined ? {} : { Link: link }) },
    body: isText && route.text ? route.text(reply) : JSON.stringify(reply),
  }
}

/** The part that follows, RFC 8288; relative, so that it is right behind every proxy. */
function linkTo(query: Record<string, unknown>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return `<?${text}>; rel="next"`
}

/** @throws {Problem} `bad_request` with each place that is wrong */
function read(schema: z.ZodType | undefined, value: unknown, where: 'path' | 'query' | 'body'): unknown {
  if (!schema) {
    if (value === undefined) return undefined
    throw new Problem('bad_request', { detail: `This takes nothing in its ${where}. Leave that out.` })
  }
  const parsed = schema.safeParse(value ?? (where === 'query' ? {} : value))
  if (parsed.success) return parsed.data
  const faults: Fault[] = parsed.error.issues.slice(0, FAULTS_MAX).map(({ path, message }) => ({
    pointer:
      where === 'body' ? path.map((part) => `/${escapePointer(String(part))}`).join('') : path.join('.'),
    detail: message,
  }))
  const [first] = faults
  const place = first?.pointer ? `${where} at ${first.pointer}` : where
  throw new Problem('bad_request', { detail: `The ${place} is wrong: ${first?.detail ?? ''}.`, faults })
}

/** RFC 6901, section 3. */
function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 64)
}

function emptyAsNothing(query: unknown): unknown {
  return Object.keys(query ?? {}).length === 0 ? undefined : query
}

/** @throws {Problem} `idempotency_key_invalid` */
function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const header = headers['idempotency-key']
  if (header === undefined) return undefined
  if (typeof header !== 'string' || !IDEMPOTENCY_KEY.test(header))
    throw new Problem('idempotency_key_invalid')
  return header
}
