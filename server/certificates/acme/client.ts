import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent } from 'node:https'
import type * as Acme from 'acme-client'
import type { Client, ClientOptions, CryptoInterface } from 'acme-client'
import { VERSION } from '../../version.ts'
import { problemOf, retryAfterMs, unreachable, type AcmeProblem } from './problem.ts'

/** With whom a conversation is, and how. */
export interface ConversationOptions {
  readonly directoryUrl: string
  /** Root certificates as PEM that are trusted besides those of the system; for authorities of one's own. */
  readonly ca?: string | undefined
  /** Ends it, with the request that is under way. */
  readonly signal: AbortSignal
}

/** What a caller of the library has at hand. */
export interface AcmeLibrary {
  readonly crypto: CryptoInterface
  client(options: Omit<ClientOptions, 'directoryUrl'>): Client
  /** The refusal that the last request met; undefined when it met none. */
  refusal(): AcmeProblem | undefined
  /**
   * Reads JSON without signing the request.
   *
   * @returns the body, and how long the answer is good in milliseconds where it says so
   */
  get(url: string): Promise<{ data: unknown; retryAfterMs: number | undefined }>
}

interface Conversation {
  readonly agent: Agent
  readonly signal: AbortSignal
  refusal?: AcmeProblem
}

const REQUEST_TIMEOUT_MS = 20_000
// A directory, an order or a chain has a few kilobytes.
const ANSWER_MAX_BYTES = 262_144
const HTTP_ERROR = 400

// The library has one HTTP client for the whole process; each conversation brings its own trust and end.
const conversations = new AsyncLocalStorage<Conversation>()
let loading: Promise<typeof Acme> | undefined

/**
 * Speaks with a certificate authority.
 *
 * @throws {AcmeProblem} when it refuses or cannot be reached
 */
export async function converse<T>(
  { directoryUrl, ca, signal }: ConversationOptions,
  speak: (library: AcmeLibrary) => Promise<T>,
): Promise<T> {
  // It brings 10 MB of memory that a server without ACME saves.
  const acme = await (loading ??= load())
  const conversation: Conversation = { agent: new Agent(ca === undefined ? {} : { ca }), signal }
  const library: AcmeLibrary = {
    crypto: acme.crypto,
    client: (options) => new acme.Client({ ...options, directoryUrl }),
    refusal: () => conversation.refusal,
    async get(url) {
      const { data, headers } = await acme.axios.get<unknown>(url)
      return { data, retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()) }
    },
  }
  try {
    return await conversations.run(conversation, async () => await speak(library))
  } catch (error) {
    throw explain(error, conversation, directoryUrl)
  } finally {
    conversation.agent.destroy()
  }
}

/** The library throws texts; what the authority really answered stands in the conversation. */
function explain(error: unknown, { refusal }: Conversation, directoryUrl: string): unknown {
  const { name, isAxiosError, response } = error as {
    name?: string
    isAxiosError?: boolean
    response?: unknown
  }
  if (name === 'AcmeProblem') return error
  if (refusal) return refusal
  return isAxiosError && !response ? unreachable(directoryUrl, error) : error
}

async function load(): Promise<typeof Acme> {
  const acme = await import('acme-client')
  const { defaults, interceptors } = acme.axios
  Object.assign(defaults, {
    timeout: REQUEST_TIMEOUT_MS,
    maxContentLength: ANSWER_MAX_BYTES,
    maxBodyLength: ANSWER_MAX_BYTES,
    maxRedirects: 0,
    proxy: false,
  })
  defaults.headers.common['User-Agent'] = `plenary/${VERSION}`
  // When to ask again is decided in one place, `timing.ts`: the library would obey any `Retry-After`, and loses the
  // reason of a connection that fails.
  interceptors.request.clear()
  interceptors.response.clear()
  interceptors.request.use((config) => {
    const conversation = conversations.getStore()
    if (conversation) Object.assign(config, { httpsAgent: conversation.agent, signal: conversation.signal })
    return config
  })
  const note = (
    response: { status: number; data: unknown; headers: Record<string, unknown> } | undefined,
  ) => {
    const conversation = conversations.getStore()
    if (!conversation || !response) return
    const { status, data, headers } = response
    const wait = retryAfterMs(headers['retry-after'], Date.now())
    if (status >= HTTP_ERROR) conversation.refusal = problemOf({ status, data, retryAfterMs: wait })
    else delete conversation.refusal
  }
  interceptors.response.use(
    (response) => {
      note(response as never)
      return response
    },
    (error: Error & { response?: never }) => {
      note(error.response)
      throw error
    },
  )
  return acme
}
