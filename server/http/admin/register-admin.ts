import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ADMIN_POLICY, adminPage } from '../../admin/admin-page.ts'
import { Problem } from '../../api/problems.ts'
import type { Logger } from '../../observability/logger.ts'
import { createApiErrorHandler, takeJsonAlone } from '../api/register-api.ts'
import { sendErrorPage } from '../error-page.ts'
import { writeAdminCookie } from './admin-cookie.ts'
import type { OperatorSessions } from './operator-sessions.ts'
import { registerSocketPage } from './socket-page.ts'

/** What the page of the operator needs of the HTTP server. */
export interface AdminOptions {
  sessions: OperatorSessions
  logger: Logger
  /** What people know the provider of accounts by; null where nobody may come in with an account. */
  signInName: string | null
  /** Whether Socket.IO's Admin UI is there as well. */
  hasSocketPage: boolean
  /** Path of the start page. */
  home: string
}

const PREFIX = '/admin'
const BODY_MAX_BYTES = 1024
const REFUSED = 'This page is for the operator of this server, from addresses that admin.allow names.'

const signInSchema = z.strictObject({ token: z.string().max(256).optional() })

/**
 * Serves the page at `/admin` and what signs an operator in and out. The page itself holds no secret; what it shows
 * it asks of `/api/v1` with the session.
 */
export async function registerAdmin(fastify: FastifyInstance, options: AdminOptions): Promise<void> {
  await fastify.register(
    async (admin) => {
      admin.setErrorHandler(createApiErrorHandler(options.logger))
      takeJsonAlone(admin)
      admin.addHook('onRequest', async (request, reply) => {
        guardHeaders(reply)
        if (!options.sessions.isAllowed(request))
          return sendErrorPage(request, reply, 403, options.home, REFUSED)
      })
      registerFiles(admin)
      registerSession(admin, options)
      if (options.hasSocketPage) registerSocketPage(admin, (request) => options.sessions.isSignedIn(request))
    },
    { prefix: PREFIX },
  )
}

function guardHeaders(reply: FastifyReply): void {
  reply
    .header('Content-Security-Policy', ADMIN_POLICY)
    .header('X-Frame-Options', 'DENY')
    .header('Referrer-Policy', 'no-referrer')
    .header('Cache-Control', 'no-store')
}

function registerFiles(admin: FastifyInstance): void {
  for (const { path, type, body } of adminPage()) {
    admin.get(path, (_request, reply) => reply.type(type).send(body))
  }
  admin.get('/', { prefixTrailingSlash: 'slash' }, (_request, reply) => reply.redirect('../admin'))
}

function registerSession(
  admin: FastifyInstance,
  { sessions, signInName, logger, hasSocketPage }: AdminOptions,
): void {
  admin.get('/session', async (request) => ({
    signedIn: sessions.isSignedIn(request),
    socketPage: hasSocketPage,
    account: signInName === null ? null : { provider: signInName, isOperator: sessions.hasAccount(request) },
  }))

  admin.post('/session', { bodyLimit: BODY_MAX_BYTES }, async (request, reply) => {
    const { token } = readBody(request)
    const { session, site } = sessions.begin(request, token)
    logger.info({ by: token === undefined ? 'account' : 'token' }, 'an operator signed in')
    reply.header('Set-Cookie', writeAdminCookie(session, sessions.seconds, site))
    return reply.code(204).send()
  })

  admin.delete('/session', async (request, reply) => {
    const site = sessions.end(request)
    reply.header('Set-Cookie', writeAdminCookie('', 0, site))
    return reply.code(204).send()
  })
}

function readBody({ body }: FastifyRequest): z.infer<typeof signInSchema> {
  const { data } = signInSchema.safeParse(body ?? {})
  // What was sent is not told back: it may be a token.
  if (!data) throw new Problem('bad_request', { detail: 'Send {"token": "pla_…"}.' })
  return data
}
