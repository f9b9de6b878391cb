import type { TestContext } from 'node:test'
import { configSchema } from '../../config/schema.ts'
import { createLogger } from '../../observability/logger.ts'
import { RefusalLog } from '../../observability/refusal-log.ts'
import { BrowserSession, type Page } from '../../../test/kit/browser-session.ts'
import { CLIENT, type IdentityProvider } from '../../../test/kit/identity-provider.ts'
import { SignIn, type SignInOptions, type SignInResult } from './sign-in.ts'

/** Where the provider sends browsers back to. Nobody listens there. */
export const HOME = 'http://127.0.0.1:9/'
const REDIRECT_URI = `${HOME}auth/callback`

/** A line of the log. */
interface LogLine {
  msg: string
  [field: string]: unknown
}

/** Accounts of a provider, without the server around them. */
export class SignInBench {
  readonly signIn: SignIn
  readonly log: LogLine[] = []
  readonly #refusals: RefusalLog

  /**
   * @param oidc - what differs from the settings of the provider
   * @param options - what differs otherwise
   */
  constructor(
    t: TestContext,
    provider: IdentityProvider,
    oidc: object = {},
    options: Partial<SignInOptions> = {},
  ) {
    const { access } = configSchema.parse({ access: { oidc: { ...provider.settings, ...oidc } } })
    const logger = createLogger(
      { level: 'debug', format: 'json' },
      { write: (line: string) => void this.log.push(JSON.parse(line) as LogLine) },
    )
    this.#refusals = new RefusalLog(logger)
    this.signIn = new SignIn({
      settings: { ...access.oidc, issuer: provider.issuer, clientId: CLIENT.clientId },
      pictureHosts: ['pics.example.org'],
      secret: Buffer.alloc(32, 1),
      logger,
      refusals: this.#refusals,
      keysCooldownMs: 0,
      ...options,
    })
    t.after(() => {
      this.signIn.close()
      this.#refusals.close()
    })
  }

  /**
   * Begins to sign in, and goes through the pages of the provider.
   *
   * @param change - what becomes of the address at the provider before it is opened
   * @returns the answer that the provider sends back, and what the browser keeps
   */
  async ask(
    change: (address: URL) => void = () => undefined,
    pending?: string,
  ): Promise<{ answer: URL; pending: string; page: Page }> {
    const begun = await this.signIn.begin(REDIRECT_URI, '/r/team', pending)
    if (!begun) throw new Error('The provider is away.')
    const address = new URL(begun.location)
    change(address)
    const page = await new BrowserSession().open(address, { until: HOME })
    return { answer: page.url, pending: begun.pending, page }
  }

  /** The whole way. */
  async enter(change?: (address: URL) => void): Promise<SignInResult> {
    const { answer, pending } = await this.ask(change)
    return await this.signIn.finish(answer, pending)
  }
}
