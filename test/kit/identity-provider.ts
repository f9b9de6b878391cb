import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js'

/** Claims of the accounts of a provider, by their ids. */
export type Accounts = Record<string, Record<string, unknown>>

/** How this server is registered at the provider. */
export const CLIENT = { clientId: 'plenary', clientSecret: 'a-secret-of-this-server-at-the-provider' }

const ARTIFACTS = ['AccessToken', 'AuthorizationCode', 'Grant', 'IdToken', 'Interaction', 'Session']

// Everybody agrees to tell everything, so that nobody is asked.
const SCOPES = 'openid profile groups'

/** Its own one comes with a warning that it is for development. */
class Memory extends MemoryAdapter {}

/** A real OpenID Connect provider in this process, at which whoever comes is signed in as `person`. */
export class IdentityProvider {
  /** Id of the account as which the next one signs in; null does not want to. */
  person: string | null = 'ada'
  /** How often it was asked for anything. */
  requests = 0
  readonly #accounts: Accounts
  readonly #server: Server
  #clientUrls: readonly string[] = []
  #handle: RequestListener = (_request, response) => response.writeHead(503).end()

  private constructor(accounts: Accounts) {
    this.#accounts = accounts
    this.#server = createServer((request, response) => {
      this.requests += 1
      this.#handle(request, response)
    })
  }

  /** Starts a provider, which ends with the test. */
  static async start(t: { after: (end: () => void) => void }, accounts: Accounts): Promise<IdentityProvider> {
    const provider = new IdentityProvider(accounts)
    await provider.#listen(0)
    t.after(() => provider.stop())
    provider.rotateKeys()
    return provider
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Settings of a server that lets people sign in here. */
  get settings(): typeof CLIENT & { issuer: string; name: string; scopes: string[] } {
    return { ...CLIENT, issuer: this.issuer, name: 'Example', scopes: SCOPES.split(' ') }
  }

  /** Takes answers for servers at these addresses, each with a slash at its end. */
  register(...clientUrls: string[]): void {
    this.#clientUrls = clientUrls
    this.rotateKeys()
  }

  /** Signs with other keys from now on, and publishes them alone. */
  rotateKeys(): void {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex'), use: 'sig' }
    const provider = new Provider(this.issuer, this.#configuration(jwk))
    const answer = provider.callback()
    this.#handle = (request, response) => {
      if (!request.url?.startsWith('/as-somebody/')) return answer(request, response)
      const result = this.person === null ? { error: 'access_denied' } : { login: { accountId: this.person } }
      return void provider.interactionFinished(request, response, result)
    }
  }

  /** Is away until `resume`. */
  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async resume(): Promise<void> {
    await this.#listen(this.#port)
  }

  #port = 0

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  #configuration(key: object): object {
    const { clientId, clientSecret } = CLIENT
    return {
      adapter: Memory,
      jwks: { keys: [key] },
      ttl: Object.fromEntries(ARTIFACTS.map((name) => [name, 600])),
      cookies: { keys: ['a key of the cookies of this provider'] },
      scopes: SCOPES.split(' '),
      claims: { openid: ['sub'], profile: ['name', 'picture'], groups: ['groups'] },
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: this.#clientUrls.map((url) => `${url}auth/callback`),
          post_logout_redirect_uris: [...this.#clientUrls],
        },
      ].filter(({ redirect_uris: uris }) => uris.length > 0),
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (context: { body: string }, form: string) => void (context.body = form),
        },
      },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/as-somebody/${uid}` },
      renderError: (context: { body: string }, { error }: { error: string }) => (context.body = error),
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, ...this.#accounts[id] }),
      }),
      loadExistingGrant: async ({ oidc }: OidcContext) => {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        })
        grant.addOIDCScope(SCOPES)
        await grant.save()
        return grant
      },
    }
  }
}

interface OidcContext {
  oidc: { provider: Provider; client: { clientId: string }; session: { accountId: string } }
}
