import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readCookie, writeCookie, type CookieName } from './auth-cookies.ts'
import type { SignInPort } from './auth-port.ts'
import { ownPage } from './auth-return.ts'
import type { Site } from './auth-site.ts'
import type { Door } from './door.ts'
import { sendErrorPage } from './error-page.ts'
import type { TargetedRequest } from './request-target.ts'

/** What the addresses for signing in work with. */
export interface AuthOptions {
  /** Null where nobody can sign in. */
  signIn: SignInPort | null
  siteOf: (request: TargetedRequest) => Site | undefined
  door: Door
  /** Path of the start page. */
  home: string
}

const PENDING_SECONDS = 900

const NOT_OFFERED =
  'Nobody can sign in here: this server has no provider of accounts. Open the room by its link.'
const NO_PAGE = 'This address is for pages that somebody opens. Use the button for signing in.'
const AWAY =
  'Signing in does not work at the moment: the provider of accounts does not answer. Try again in a minute.'
const STALE = 'This sign-in was begun too long ago, in another browser, or has ended already. Sign in again.'
const FAILED =
  'The sign-in failed. Try again; if it stays, tell the operator of this server: its log says why.'

/**
 * Addresses for signing in and out: `/auth/login?return=<page>`, `/auth/callback` to which the provider sends
 * browsers back, `/auth/logout`, and `/auth/me`, which says who is signed in.
 */
export function registerAuth(fastify: FastifyInstance, options: AuthOptions): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/auth/')) return
    // The addresses hold codes, and the answers are about one person.
    reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer')
  })
  registerSignIn(fastify, options)
  registerAccount(fastify, options)
}

function registerSignIn(fastify: FastifyInstance, { signIn, siteOf, home }: AuthOptions): void {
  const refuse = (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    reason: string,
  ): FastifyReply => sendErrorPage(request, reply, status, home, reason)

  fastify.get<{ Querystring: { return?: unknown } }>('/auth/login', async (request, reply) => {
    const site = siteOf(request.raw)
    if (!signIn || !site) return refuse(request, reply, 404, NOT_OFFERED)
    if (!isOpened(request)) return refuse(request, reply, 400, NO_PAGE)
    const returnTo = ownPage(request.query.return, site.prefix)
    const begun = await signIn.begin(redirectUri(site), returnTo, cookieOf(request, 'sign-in', site))
    if (!begun) return refuse(request, reply, 503, AWAY)
    keep(reply, 'sign-in', begun.pending, PENDING_SECONDS, site)
    return reply.redirect(begun.location)
  })

  fastify.get('/auth/callback', { exposeHeadRoute: false }, async (request, reply) => {
    const site = siteOf(request.raw)
    if (!signIn || !site) return refuse(request, reply, 404, NOT_OFFERED)
    const query = /\?.*$/.exec(request.url)?.[0] ?? ''
    const answer = new URL(query, redirectUri(site))
    const result = await signIn.finish(answer, cookieOf(request, 'sign-in', site))
    if (result.kind === 'stale') return refuse(request, reply, 400, STALE)
    if (result.kind === 'unavailable') return refuse(request, reply, 503, AWAY)
    keep(reply, 'sign-in', result.pending, PENDING_SECONDS, site)
    if (result.kind === 'failed') return refuse(request, reply, 403, FAILED)
    if (result.kind === 'signed-in') {
      keep(reply, 'session', result.session, signIn.sessionSeconds, site)
      keep(reply, 'id-token', result.idToken, signIn.sessionSeconds, site)
    }
    return reply.redirect(`${site.prefix}${result.returnTo}`)
  })
}

function registerAccount(fastify: FastifyInstance, { signIn, siteOf, door }: AuthOptions): void {
  fastify.get('/auth/me', async (request) => {
    const site = siteOf(request.raw)
    const account = site && signIn?.account(cookieOf(request, 'session', site))
    return {
      signIn: signIn && { name: signIn.name },
      account: account ? { name: account.name ?? null, picture: account.picture ?? null } : null,
    }
  })

  // A page of others can make a browser post, but not with the cookie, and not under the name of this server.
  fastify.post('/auth/logout', async (request, reply) => {
    const site = siteOf(request.raw)
    if (!signIn || !site) return { redirect: null }
    if (door.refusalOf(request.raw)) return reply.code(403).send({ redirect: null })
    const session = cookieOf(request, 'session', site)
    const redirect = signIn.end(session, cookieOf(request, 'id-token', site), site.href)
    for (const name of ['session', 'id-token', 'sign-in'] as const) keep(reply, name, '', 0, site)
    return { redirect: session === undefined ? null : (redirect ?? null) }
  })
}

function redirectUri({ href }: Site): string {
  return `${href}auth/callback`
}

/** Whether a person has opened an address: an image or a script of another page begins no sign-in. */
function isOpened({ headers }: FastifyRequest): boolean {
  const mode = headers['sec-fetch-mode']
  return mode === undefined || mode === 'navigate'
}

function cookieOf(request: FastifyRequest, name: CookieName, site: Site): string | undefined {
  return readCookie(request.headers, name, site)
}

function keep(reply: FastifyReply, name: CookieName, value: string, seconds: number, site: Site): void {
  reply.header('Set-Cookie', writeCookie(name, value, seconds, site))
}
