import type { Logger } from './logger.ts'

const PROXY_MISTAKES = ['origin', 'upgrade', 'prefix', 'address'] as const

/** What a proxy in front of this server can do wrong, as far as the server sees it. */
export type ProxyMistake = (typeof PROXY_MISTAKES)[number]

const KINDS = [
  'unread',
  'host',
  'metrics',
  'api',
  'admin',
  'tcp',
  'requests',
  'descriptors',
  'socket',
  'inflow',
  'token',
  'sign-in',
  ...PROXY_MISTAKES,
] as const

/** Kinds of refusals, and of mistakes, that anybody can cause as often as they like. */
export type RefusalKind = (typeof KINDS)[number]

const WINDOW_MS = 60_000

/** What is open for a kind after its first line. */
interface Window {
  timer: NodeJS.Timeout
  suppressed: number
}

/**
 * Logs refusals of strangers: at most a line for each kind and minute, so that nobody can
 * fill the disk or hide something else among them. What was left out is counted.
 */
export class RefusalLog {
  readonly #logger: Logger
  readonly #windows = new Map<RefusalKind, Window>()
  readonly #counts = new Map<RefusalKind, number>(KINDS.map((kind) => [kind, 0]))

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** How often each kind happened since the start, those included of which no line tells. */
  get counts(): ReadonlyMap<RefusalKind, number> {
    return this.#counts
  }

  /**
   * Logs a refusal, or counts it.
   *
   * @param fields - what the stranger sent; the logger cuts it
   * @param text - what happened, and which setting would change that
   */
  log(kind: RefusalKind, fields: Readonly<Record<string, unknown>>, text: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    const window = this.#windows.get(kind)
    if (window) {
      window.suppressed += 1
      return
    }
    this.#logger.warn({ ...fields }, text)
    this.#open(kind)
  }

  /** Says what was left out so far, and nothing any more after that. */
  close(): void {
    for (const [kind, { timer, suppressed }] of this.#windows) {
      clearTimeout(timer)
      if (suppressed > 0) this.#tellSuppressed(kind, suppressed)
    }
    this.#windows.clear()
  }

  #open(kind: RefusalKind): void {
    const timer = setTimeout(() => this.#end(kind), WINDOW_MS)
    timer.unref()
    this.#windows.set(kind, { timer, suppressed: 0 })
  }

  #end(kind: RefusalKind): void {
    const suppressed = this.#windows.get(kind)?.suppressed ?? 0
    this.#windows.delete(kind)
    if (suppressed === 0) return
    this.#tellSuppressed(kind, suppressed)
    this.#open(kind)
  }

  #tellSuppressed(kind: RefusalKind, suppressed: number): void {
    this.#logger.warn({ kind, suppressed }, 'further lines of this kind were not logged')
  }
}
