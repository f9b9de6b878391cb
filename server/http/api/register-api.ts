import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Config } from '../../config/schema.ts'
import { Idempotency } from '../../api/idempotency.ts'
import type { StoredKey } from '../../api/keys/api-key.ts'
import type { KeyRing } from '../../api/keys/key-ring.ts'
import { Problem, problemOf, type ProblemCode } from '../../api/problems.ts'
import type { Route, RouteParts } from '../../api/routes/route.ts'
import { ROUTES } from '../../api/routes/table.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RefusalLog } from '../../observability/refusal-log.ts'
import { createClientAddress } from '../client-address.ts'
import { NOTHING_HERE, sendRefusal } from '../errors.ts'
import { answerRequest } from './answer.ts'
import { Gate, sendProblem, type Admitted } from './gate.ts'
import { registerPages } from './register-pages.ts'

/** What programs are answered with. */
export interface ApiParts extends RouteParts {
  keys: KeyRing
}

/** What the API needs of the HTTP server. */
export interface ApiOptions extends ApiParts {
  config: Pick<Config, 'api' | 'listen'>
  logger: Logger
  refusals: RefusalLog
  /** Path of the start page. */
  home: string
  /** The key that stands for an operator who is signed in. */
  operatorOf?: ((request: FastifyRequest) => StoredKey | undefined) | undefined
}

const PREFIX = '/api/v1'
// The largest body is that of a room with all its opening hours.
const BODY_MAX_BYTES = 16_384
const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Codes of Fastify for bodies that it did not take. */
const BODY_PROBLEMS: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not_acceptable_body',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
}

/** Whether an address is one of the API. */
export function isOfApi(url: string): boolean {
  return new RegExp(`^${PREFIX}(/|\\?|$)`).test(url)
}

/** Turns an error into a problem that may be told; what nobody foresaw stays in the log, without its address. */
export function createApiErrorHandler(logger: Logger) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const foreseen = problemOf(error) ?? bodyProblem(error)
    if (foreseen) return sendProblem(request, reply, foreseen)
    logger.error(
      { err: error, method: request.method, route: request.routeOptions.url },
      'an API request failed',
    )
    return sendProblem(request, reply, new Problem('internal'))
  }
}

/** Serves the API below `/api/v1`. While there is no key, everything there is as unknown as without it. */
export async function registerApi(fastify: FastifyInstance, options: ApiOptions): Promise<void> {
  const { config, logger, keys, refusals, home, operatorOf } = options
  const limits = config.api
  const gate = new Gate({
    keys,
    limits,
    clientAddress: createClientAddress(config.listen.trustProxy),
    refusals,
    operatorOf,
  })
  const answers = { parts: options, idempotency: new Idempotency() }
  await fastify.register(
    async (api) => {
      const admitted = new WeakMap<FastifyRequest, Admitted>()
      takeJsonAlone(api)
      api.setErrorHandler(createApiErrorHandler(logger))
      const missing = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
        gate.isOpenTo(request)
          ? sendProblem(request, reply, new Problem('not_found', { detail: NOTHING_HERE }))
          : sendRefusal(request, reply, 404, home, 'not_found', NOTHING_HERE)
      api.setNotFoundHandler(missing)
      api.addHook('onRequest', async (request, reply) => {
        reply.header('Cache-Control', 'no-store')
        if (!gate.isOpenTo(request)) return missing(request, reply)
        gate.checkAddress(request)
      })
      api.addHook('onClose', async () => keys.close())
      const pages = registerPages(api)
      for (const route of ROUTES) {
        api.route({
          method: route.method,
          url: pathOf(route),
          bodyLimit: BODY_MAX_BYTES,
          onRequest: async (request) => void admitted.set(request, gate.admit(request, route)),
          handler: async (request, reply) => {
            const caller = admitted.get(request)
            if (!caller) throw new Problem('key_missing')
            const answer = await answerRequest(route, request, reply, caller, answers)
            if (route.method !== 'GET') audit(logger, route, caller, reply.statusCode)
            return answer
          },
        })
      }
      refuseOtherMethods(api, pages)
    },
    { prefix: PREFIX },
  )
}

/** Takes bodies of JSON and no others; many programs send the type also where there is no body. */
export function takeJsonAlone(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain')
  const parseJson = fastify.getDefaultJsonParser('error', 'error')
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : void parseJson(request, body as string, done),
  )
}

function refuseOtherMethods(api: FastifyInstance, pages: readonly string[]): void {
  const taken = new Map<string, HTTPMethods[]>(pages.map((path) => [path, ['GET']]))
  for (const route of ROUTES) taken.set(pathOf(route), [...(taken.get(pathOf(route)) ?? []), route.method])
  for (const [url, methods] of taken) {
    const allowed = methods.includes('GET') ? [...methods, 'HEAD' as const] : methods
    const refuse = async (_request: FastifyRequest, reply: FastifyReply): Promise<never> => {
      reply.header('Allow', allowed.join(', '))
      throw new Problem('method_not_allowed')
    }
    const others = METHODS.filter((method) => !allowed.includes(method))
    api.route({ method: others, url, onRequest: refuse, handler: refuse })
  }
}

/** What a program changed stands in the log by ids: no names of people, no secrets. */
function audit(logger: Logger, { method, path }: Route, { key, room }: Admitted, status: number): void {
  logger.info(
    { key: key.id, route: `${method} ${path}`, ...(room === '' ? {} : { room }), status },
    'API request',
  )
}

function pathOf({ path }: Route): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

function bodyProblem(error: FastifyError | Error): Problem | undefined {
  const { code, statusCode } = error as Partial<FastifyError>
  const known = code === undefined ? undefined : BODY_PROBLEMS[code]
  if (known) return new Problem(known)
  const isOfClient = statusCode !== undefined && statusCode >= 400 && statusCode < 500
  // Whatever Fastify says of it: it may quote what was sent.
  return isOfClient
    ? new Problem('bad_request', { detail: 'The request is malformed: check its address and its JSON.' })
    : undefined
}
