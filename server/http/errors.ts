import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from '../lib/plain-http.ts'
import type { Logger } from '../observability/logger.ts'
import { adviseOnProxy } from '../observability/proxy-advice.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { sendErrorPage } from './error-page.ts'
import { lookAtPath, type UnknownPath } from './unknown-path.ts'

type ErrorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/**
 * Answers what no route answers, and what a route threw: JSON with a stable code
 * under `/api`, a page or plain text elsewhere. Details stay in the log.
 *
 * @param home - path of the start page
 * @returns the handler, for errors that arise before routing
 */
export function createErrorHandler(logger: Logger, home: string): ErrorHandler {
  return (error, request, reply) => {
    const claimed = error.statusCode ?? 500
    const status = claimed >= 400 && claimed < 500 ? claimed : 500
    if (status === 500) {
      logger.error({ err: error, method: request.method, url: pathOf(request) }, 'request failed')
      const reason = 'The server failed to answer. Try again; if it stays, tell its operator.'
      return sendRefusal(request, reply, status, home, 'internal', reason)
    }
    const reason = `${STATUS_CODES[status] ?? 'Refused'}. Check the address and try again.`
    return sendRefusal(request, reply, status, home, 'bad_request', reason)
  }
}

/** What stands at an address that does not exist. */
export const NOTHING_HERE = 'There is nothing at this address. Check its spelling.'

const UNKNOWN: Readonly<Record<UnknownPath, string>> = {
  nothing: NOTHING_HERE,
  'maybe-below':
    'There is nothing at this address. Check its spelling. If it is right, the address of this server is set up ' +
    'wrong: tell whoever runs it; its log says what to change.',
  below:
    'The address of this server is set up wrong: a proxy asks for its pages below a path that it does not know. ' +
    'Tell whoever runs it; its log says what to change.',
}

/**
 * Installs the answers to unknown addresses and to errors.
 *
 * @param site - the path of the start page, whether `listen.publicUrl` names it, and who is told of mistakes of a proxy
 */
export function registerErrors(
  fastify: FastifyInstance,
  handler: ErrorHandler,
  { home, isPublic, refusals }: { home: string; isPublic: boolean; refusals: RefusalLog },
): void {
  fastify.setErrorHandler(handler)
  fastify.setNotFoundHandler((request, reply) => {
    const looks = lookAtPath(request.raw, isPublic)
    if (looks !== 'nothing')
      adviseOnProxy(refusals, 'prefix', { path: pathOf(request), host: request.headers.host })
    return sendRefusal(request, reply, 404, home, 'not_found', UNKNOWN[looks])
  })
}

/**
 * Refuses a request: JSON with a stable code under `/api`, a page or plain text elsewhere.
 *
 * @param status - HTTP status, 400 to 599
 * @param home - path of the start page
 * @param message - one or two sentences for people, which say what to do
 */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  home: string,
  code: 'internal' | 'bad_request' | 'host_refused' | 'not_found',
  message: string,
): FastifyReply {
  if (!/^\/api(\/|\?|$)/.test(request.url)) return sendErrorPage(request, reply, status, home, message)
  return reply.code(status).header('Cache-Control', 'no-store').send({ error: { code, message } })
}

/** Addresses are logged without what is asked of them: that may be the code of a sign-in. */
function pathOf({ url }: FastifyRequest): string {
  return url.replace(/\?.*$/s, '?…')
}
