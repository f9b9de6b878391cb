import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  None,
  type ClientAuth,
  type Configuration,
} from 'openid-client'
import type { OidcSettings } from '../../config/schema-oidc.ts'
import type { Logger } from '../../observability/logger.ts'

/** Which provider is asked, and how often. */
export interface DiscoveryOptions {
  settings: OidcSettings & { issuer: string; clientId: string }
  logger: Logger
  /** Waits between attempts while the provider is away, in milliseconds; the last one repeats. */
  delaysMs?: readonly number[]
}

const DELAYS_MS = [2000, 5000, 10_000, 30_000, 60_000]
// How long the provider may take for an answer, of which somebody waits.
const TIMEOUT_SECONDS = 5

/**
 * Finds out what a provider can do, OpenID Connect Discovery 1.0, and tries until it answers: a provider that is
 * away when the server starts keeps nobody from meeting.
 */
export class Discovery {
  readonly #options: Required<DiscoveryOptions>
  #configuration: Configuration | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #isClosed = false
  #attempting: Promise<void>

  constructor(options: DiscoveryOptions) {
    this.#options = { delaysMs: DELAYS_MS, ...options }
    this.#attempting = this.#attempt()
  }

  /** What the provider can do; undefined while it has not answered. */
  get configuration(): Configuration | undefined {
    return this.#configuration
  }

  /** Waits for an answer that is on its way, at most some seconds. Never rejects. */
  async settled(): Promise<void> {
    await this.#attempting
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  async #attempt(): Promise<void> {
    const { settings, logger, delaysMs } = this.#options
    const { issuer } = settings
    try {
      this.#configuration = await discover(settings)
      if (this.#failures > 0) logger.info({ issuer }, 'the provider of accounts answers; people can sign in')
    } catch (error) {
      if (this.#isClosed) return
      if (this.#failures === 0) {
        logger.warn(
          { err: error, issuer },
          'the provider of accounts does not answer as access.oidc.issuer says; nobody can sign in. It is asked again',
        )
      }
      const delay = delaysMs[Math.min(this.#failures, delaysMs.length - 1)]
      this.#failures += 1
      this.#timer = setTimeout(() => void (this.#attempting = this.#attempt()), delay)
      this.#timer.unref()
    }
  }
}

async function discover(settings: DiscoveryOptions['settings']): Promise<Configuration> {
  const { issuer, clientId } = settings
  // The settings allow plain HTTP for this machine alone.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that nobody takes it lightly
  const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : []
  return await discovery(new URL(issuer), clientId, undefined, clientAuthentication(settings), {
    execute,
    timeout: TIMEOUT_SECONDS,
  })
}

function clientAuthentication({ clientSecret, clientAuthentication: method }: OidcSettings): ClientAuth {
  if (clientSecret === undefined) return None()
  return method === 'client_secret_post' ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret)
}
