import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '../observability/logger.ts'
import { sendErrorPage } from './error-page.ts'

type ErrorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/**
 * Answers what no route answers, and what a route threw: JSON with a stable code
 * under `/api`, a page or plain text elsewhere. Details stay in the log.
 *
 * @returns the handler, for errors that arise before routing
 */
export function createErrorHandler(logger: Logger): ErrorHandler {
  return (error, request, reply) => {
    const claimed = error.statusCode ?? 500
    const status = claimed >= 400 && claimed < 500 ? claimed : 500
    if (status === 500) {
      logger.error({ err: error, method: request.method, url: request.url }, 'request failed')
      const reason = 'The server failed to answer. Try again; if it stays, tell its operator.'
      return sendRefusal(request, reply, status, 'internal', reason)
    }
    const reason = `${STATUS_CODES[status] ?? 'Refused'}. Check the address and try again.`
    return sendRefusal(request, reply, status, 'bad_request', reason)
  }
}

/** Installs the answers to unknown addresses and to errors. */
export function registerErrors(fastify: FastifyInstance, handler: ErrorHandler): void {
  fastify.setErrorHandler(handler)
  fastify.setNotFoundHandler((request, reply) =>
    sendRefusal(request, reply, 404, 'not_found', 'There is nothing at this address. Check its spelling.'),
  )
}

/**
 * Refuses a request: JSON with a stable code under `/api`, a page or plain text elsewhere.
 *
 * @param status - HTTP status, 400 to 599
 * @param message - one or two sentences for people, which say what to do
 */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: 'internal' | 'bad_request' | 'host_refused' | 'not_found',
  message: string,
): FastifyReply {
  if (!/^\/api(\/|\?|$)/.test(request.url)) return sendErrorPage(request, reply, status, message)
  return reply.code(status).header('Cache-Control', 'no-store').send({ error: { code, message } })
}
