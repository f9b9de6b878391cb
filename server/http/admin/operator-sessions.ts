import type { FastifyRequest } from 'fastify'
import type { AdminAccess, AdminSignIn } from '../../admin/admin-access.ts'
import type { StoredKey } from '../../api/keys/api-key.ts'
import { Problem } from '../../api/problems.ts'
import { SCOPE_NAMES } from '../../api/scopes.ts'
import type { Config } from '../../config/schema.ts'
import { createAddressList } from '../address-list.ts'
import { readCookie } from '../auth-cookies.ts'
import type { SignInPort } from '../auth-port.ts'
import type { Site } from '../auth-site.ts'
import { createClientAddress } from '../client-address.ts'
import type { Door } from '../door.ts'
import type { TargetedRequest } from '../request-target.ts'
import { readAdminCookie } from './admin-cookie.ts'

/** What sessions of operators are made of. */
export interface OperatorSessionsOptions {
  access: AdminAccess
  config: Pick<Config, 'admin' | 'listen'>
  signIn: SignInPort | null
  siteOf: (request: TargetedRequest) => Site | undefined
  door: Door
}

/** The header that a page of others cannot send without asking first, which this server never allows. */
const OPERATOR_HEADER = 'x-plenary-operator'

/** An operator may do everything, in all rooms. What they did stands in the log under this id. */
const OPERATOR: StoredKey = {
  id: 'operator',
  name: 'Operator',
  hash: '',
  scopes: [...SCOPE_NAMES],
  rooms: null,
  createdAt: 0,
  expiresAt: null,
  revokedAt: null,
}

const LOCAL_HOST = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/** Who is an operator, by what a request shows. */
export class OperatorSessions {
  readonly #options: OperatorSessionsOptions
  readonly #isAllowed: (address: string) => boolean
  readonly #clientAddress: (request: FastifyRequest['raw']) => string

  constructor(options: OperatorSessionsOptions) {
    this.#options = options
    this.#isAllowed = createAddressList(options.config.admin.allow)
    this.#clientAddress = createClientAddress(options.config.listen.trustProxy)
  }

  /** How long somebody stays signed in, in seconds. */
  get seconds(): number {
    return this.#options.access.sessionSeconds
  }

  /** Whether the address of a request may open the page at all. */
  isAllowed(request: FastifyRequest): boolean {
    return this.#isAllowed(this.#clientAddress(request.raw))
  }

  /** Whether somebody is signed in, from an address that may be. */
  isSignedIn({ raw }: { raw: FastifyRequest['raw'] }): boolean {
    const site = this.#options.siteOf(raw)
    if (!site || !this.#isAllowed(this.#clientAddress(raw))) return false
    return this.#options.access.isSignedIn(readAdminCookie(raw.headers, site), () => this.#isOperator(raw))
  }

  /**
   * The key that stands for an operator who is signed in; undefined for everybody else. A cookie alone proves
   * nothing: the request must come from a page of this server, and say so in a header.
   */
  keyOf(request: FastifyRequest): StoredKey | undefined {
    if (request.headers[OPERATOR_HEADER] !== '1' || !this.isSignedIn(request)) return undefined
    return this.#options.door.refusalOf(request.raw) === undefined ? OPERATOR : undefined
  }

  /** Whether an account of an operator is signed in, so that no token is needed. */
  hasAccount({ raw }: FastifyRequest): boolean {
    return this.#isOperator(raw)
  }

  /**
   * Signs somebody in, by a token or by their account.
   *
   * @throws {Problem} `foreign_page`, `https_needed`, `token_wrong`, `too_many_failures`
   */
  begin(request: FastifyRequest, token: string | undefined): { session: string; site: Site } {
    const site = this.requireOwnPage(request)
    if (!site.isSecure && !LOCAL_HOST.test(new URL(site.href).hostname)) throw new Problem('https_needed')
    const address = this.#clientAddress(request.raw)
    const result =
      token === undefined
        ? this.#options.access.signInByAccount(this.#isOperator(request.raw), address)
        : this.#options.access.signIn(token, address)
    return { session: sessionOf(result), site }
  }

  /** Ends the session that a request shows, if it shows one. */
  end(request: FastifyRequest): Site {
    const site = this.requireOwnPage(request)
    const session = readAdminCookie(request.headers, site)
    if (session !== undefined) this.#options.access.signOut(session)
    return site
  }

  /** @throws {Problem} `foreign_page` for what no page of this server sent */
  requireOwnPage(request: FastifyRequest): Site {
    const site = this.#options.siteOf(request.raw)
    const isOwn = request.headers[OPERATOR_HEADER] === '1' && !this.#options.door.refusalOf(request.raw)
    if (!site || !isOwn) throw new Problem('foreign_page')
    return site
  }

  #isOperator(raw: FastifyRequest['raw']): boolean {
    const { signIn, siteOf } = this.#options
    const site = siteOf(raw)
    return site !== undefined && signIn?.account(readCookie(raw.headers, 'session', site))?.operator === true
  }
}

function sessionOf(result: AdminSignIn): string {
  if (result.kind === 'signed-in') return result.session
  if (result.kind === 'wrong') throw new Problem('token_wrong')
  throw new Problem('too_many_failures', { retryAfter: result.retryAfter })
}
