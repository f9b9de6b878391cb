import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Logger } from '../observability/logger.ts'
import { addressKind } from './address-kind.ts'

/** Finds the addresses of a host name. */
export type ResolveName = (name: string) => Promise<readonly string[]>

/** Which names are followed. */
export interface AnnouncedNamesOptions {
  /** Addresses and host names; addresses stay as they are. */
  announce: readonly string[]
  /** Called whenever a name got other addresses. */
  changed: () => void
  logger: Logger
  /** Asks the system, unless a test says otherwise. */
  resolve?: ResolveName
}

/** From one look to the next, in milliseconds: names of lines that change are kept for a minute or so. */
export const RESOLVE_MS = 60_000
/** Milliseconds that a look takes at most: the start waits for the first one. */
const LOOK_MS = 3000

/**
 * The addresses of host names that are announced, looked up again and again. Browsers other than Chromium take no
 * names as ICE candidates, and each would have to look the name up while it joins. A name without an address that
 * others can reach stays a name: guests may know it by another DNS than this machine.
 */
export class AnnouncedNames {
  readonly #options: AnnouncedNamesOptions
  readonly #names: readonly string[]
  readonly #addresses = new Map<string, readonly string[]>()
  readonly #failing = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  private constructor(options: AnnouncedNamesOptions) {
    this.#options = options
    this.#names = [...new Set(options.announce.filter((entry) => isIP(entry) === 0))]
  }

  /** Looks for the first time, three seconds at most, and from then on until it is closed. Never fails. */
  static async start(options: AnnouncedNamesOptions): Promise<AnnouncedNames> {
    const names = new AnnouncedNames(options)
    if (names.#names.length > 0) await names.#look()
    return names
  }

  /** What browsers are told in place of the settings: each name replaced by its addresses, as far as they are known. */
  get current(): readonly string[] {
    const { announce } = this.#options
    return [...new Set(announce.flatMap((entry) => this.#addresses.get(entry) ?? [entry]))]
  }

  /** Looks no longer. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    const changes = await Promise.all(this.#names.map(async (name) => await this.#lookAt(name)))
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.#look(), RESOLVE_MS).unref()
    if (changes.includes(true)) this.#options.changed()
  }

  /** @returns whether it has other addresses than before; a name that cannot be looked up keeps those that it had */
  async #lookAt(name: string): Promise<boolean> {
    const { logger, resolve } = this.#options
    const found = await reachableAddresses(name, resolve)
    if (this.#closed) return false
    const former = this.#addresses.get(name)
    if (found.length === 0) {
      if (!this.#failing.has(name))
        logger.warn(
          { name, ...(former ? { kept: former } : {}) },
          'a name in listen.announce has no address that others can reach; only some browsers look it up themselves',
        )
      this.#failing.add(name)
      return false
    }
    this.#failing.delete(name)
    if (found.join() === former?.join()) return false
    this.#addresses.set(name, found)
    logger.info(
      { name, addresses: found, ...(former ? { former } : {}) },
      'addresses of a name that is announced',
    )
    return true
  }
}

/**
 * The addresses of a name that others can reach, in a stable order; none where it has none, or nobody answers in time.
 * Debian gives the name of the machine itself 127.0.1.1, which is no use to anybody else.
 */
export async function reachableAddresses(
  name: string,
  resolve: ResolveName = resolveOfSystem,
): Promise<string[]> {
  const late = Promise.withResolvers<readonly string[]>()
  const timer = setTimeout(() => late.resolve([]), LOOK_MS)
  try {
    const found = await Promise.race([resolve(name), late.promise])
    const good = [...new Set(found)].filter((address) => addressKind(address) !== 'none')
    // DNS turns the order with each answer, which is no change.
    return good
      .sort((left, right) => isIP(left) - isIP(right) || (left < right ? -1 : 1))
      .slice(0, ADDRESSES_MAX)
  } catch {
    return []
  } finally {
    clearTimeout(timer)
  }
}

/** One name cannot fill the list of candidates. */
const ADDRESSES_MAX = 8

async function resolveOfSystem(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address)
}
