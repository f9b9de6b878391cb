import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { isWildcard, mediaAddresses, type Interfaces, type MediaAddresses } from '../config/addresses.ts'
import { stunServer } from '../config/schema-listen.ts'
import type { Config } from '../config/schema.ts'
import { bindError } from '../lib/bind-probe.ts'
import { addressKind } from '../network/address-kind.ts'
import { AnnouncedNames, type ResolveName } from '../network/announced-names.ts'
import { PublicAddress, type PublicAddressOptions } from '../network/public-address.ts'
import type { Logger } from '../observability/logger.ts'

/** What the addresses of the machine are watched with. */
export interface AddressWatchOptions {
  listen: Pick<Config['listen'], 'host' | 'announce' | 'stun'>
  logger: Logger
  /** Lists the addresses of the machine; the system does, unless a test says otherwise. */
  interfaces?: (() => Interfaces) | undefined
  /** Why nobody can listen on an address; the system says so, unless a test does. */
  refusal?: ((address: string) => Promise<NodeJS.ErrnoException | undefined>) | undefined
  /** Asks a STUN server; over the network, unless a test says otherwise. */
  ask?: PublicAddressOptions['ask'] | undefined
  /** Finds the addresses of a name; the system does, unless a test says otherwise. */
  resolve?: ResolveName | undefined
}

/** How often the addresses of the machine are looked at, in milliseconds. */
export const ADDRESS_INTERVAL_MS = 3000
// The system checks for about two seconds that nobody else has a new IPv6 address.
const SETTLE_TRIES = 20
const SETTLE_MS = 250

/**
 * The addresses at which media is received now. They change while the server runs: it
 * started before its network, a DHCP lease ended, a VPN came up, the laptop was moved.
 *
 * An address on which nobody can listen is left out until somebody can: the system lists
 * an IPv6 address before it has made sure that nobody else has it (RFC 4862, section 5.4).
 */
export class AddressWatch {
  readonly #listen: AddressWatchOptions['listen']
  readonly #logger: Logger
  readonly #interfaces: () => Interfaces
  readonly #refusal: NonNullable<AddressWatchOptions['refusal']>
  #current: MediaAddresses = { bind: [], announced: [] }
  /** All that the system listed last. */
  #listed: readonly string[] | undefined
  #usable: readonly string[] = []
  #unusable: readonly string[] = []
  #cannotList = false
  /** Where the internet sees this machine, as far as somebody was asked. */
  #outside: PublicAddress | undefined
  /** What is announced because the operator says so. */
  #names: AnnouncedNames | undefined
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  private constructor({ listen, logger, interfaces, refusal }: AddressWatchOptions) {
    this.#listen = listen
    this.#logger = logger
    this.#interfaces = interfaces ?? networkInterfaces
    this.#refusal = refusal ?? refusalOfSystem
  }

  /**
   * Looks for the first time, and then every three seconds until it is closed.
   *
   * @throws {NodeJS.ErrnoException} `EADDRNOTAVAIL` or `EAFNOSUPPORT` when the host is one
   *   address, and none of this machine
   */
  static async start(options: AddressWatchOptions): Promise<AddressWatch> {
    const watch = new AddressWatch(options)
    if (!isWildcard(options.listen.host)) await watch.#requireHost()
    await watch.look()
    await watch.#followNames(options)
    await watch.#askOutside(options)
    watch.#timer = setInterval(() => void watch.look(), ADDRESS_INTERVAL_MS).unref()
    return watch
  }

  /** The addresses of this moment: the same object until they change. */
  get current(): MediaAddresses {
    return this.#current
  }

  /** Those of this moment under which the whole internet reaches this machine, best first; none if nobody knows one. */
  get outside(): string[] {
    return this.#current.announced.filter((address) => addressKind(address) === 'public')
  }

  /** Where STUN servers see this machine; undefined where nobody was asked, or told. */
  get seenAt(): string | undefined {
    return this.#outside?.current
  }

  /** Looks at once. Never fails. */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    await this.#looking
  }

  /** Looks no longer; the addresses stay as they are. */
  close(): void {
    clearInterval(this.#timer)
    this.#outside?.close()
    this.#names?.close()
  }

  async #requireHost(): Promise<void> {
    const [host = ''] = mediaAddresses(this.#listen, {}).bind
    for (let tries = 1; ; tries += 1) {
      const refusal = await this.#refusal(host)
      if (!refusal || !isAboutAddress(refusal)) return
      if (tries === SETTLE_TRIES || !this.#list()?.all.includes(host)) throw refusal
      await delay(SETTLE_MS)
    }
  }

  async #look(): Promise<void> {
    // What could not be listed at the start leaves the loopback addresses and the wildcards.
    const list = this.#list() ?? (this.#listed ? undefined : { all: [], interfaces: {} })
    if (!list) return
    if (list.all.join() === this.#listed?.join() && this.#unusable.length === 0) return
    const found = mediaAddresses(this.#listen, list.interfaces)
    const usable = await this.#filterUsable(found.bind)
    const unusable = found.bind.filter((address) => !usable.includes(address))
    this.#tell({ usable, unusable, listed: list.all })
    this.#listed = list.all
    this.#usable = usable
    this.#unusable = unusable
    // The one address of a host stays bound and works again when it is back.
    const bind = usable.length > 0 && isWildcard(this.#listen.host) ? usable : found.bind
    if (bind.join() === this.#current.bind.join()) return
    this.#set(bind)
  }

  async #followNames({ logger, resolve }: AddressWatchOptions): Promise<void> {
    const { announce } = this.#listen
    const changed = (): void => this.#set(this.#current.bind)
    this.#names = await AnnouncedNames.start({ announce, changed, logger, ...(resolve ? { resolve } : {}) })
    changed()
  }

  /** Asks nobody who need not be asked: the operator has said it, an interface has it, or nobody outside gets here. */
  async #askOutside({ logger, ask }: AddressWatchOptions): Promise<void> {
    const { announce, stun } = this.#listen
    const kinds = this.#current.bind.map(addressKind)
    if (announce.length > 0 || kinds.includes('public') || kinds.every((kind) => kind === 'none')) return
    this.#outside = await PublicAddress.start({
      servers: stun.flatMap((typed) => stunServer(typed) ?? []),
      // The first one is found before the watch is here.
      changed: () => this.#outside && this.#set(this.#current.bind),
      logger,
      ...(ask ? { ask } : {}),
    })
    this.#set(this.#current.bind)
  }

  #set(bind: readonly string[]): void {
    this.#current = { bind, announced: this.#announced(bind) }
  }

  /** Neighbours come by the first ones, everybody else by the public one; that of this machine itself comes last. */
  #announced(bind: readonly string[]): readonly string[] {
    const { announce } = this.#listen
    if (announce.length > 0) return this.#names?.current ?? announce
    const outside = this.#outside?.current
    if (outside === undefined) return bind
    const isNear = (address: string): boolean => addressKind(address) !== 'none'
    return [...new Set([...bind.filter(isNear), outside, ...bind])]
  }

  #list(): { all: string[]; interfaces: Interfaces } | undefined {
    try {
      const interfaces = this.#interfaces()
      this.#cannotList = false
      const all = Object.values(interfaces).flatMap((entries) =>
        (entries ?? []).map(({ address }) => address),
      )
      return { all, interfaces }
    } catch (error) {
      // A sandbox that hides them, or no file descriptor left: nothing says that they changed.
      if (!this.#cannotList) this.#logger.warn({ err: error }, 'cannot list the addresses of this machine')
      this.#cannotList = true
      return undefined
    }
  }

  async #filterUsable(addresses: readonly string[]): Promise<string[]> {
    const refusals = await Promise.all(addresses.map(async (address) => await this.#refusal(address)))
    return addresses.filter((_, index) => {
      const refusal = refusals[index]
      return !refusal || !isAboutAddress(refusal)
    })
  }

  #tell(now: { usable: readonly string[]; unusable: readonly string[]; listed: readonly string[] }): void {
    const offered = this.#listen.announce.length === 0
    if (!this.#listed) {
      const announced = offered ? now.usable : this.#listen.announce
      this.#logger.info({ addresses: now.usable, announced }, 'addresses for media')
    }
    for (const address of now.usable) {
      if (this.#listed && !this.#usable.includes(address))
        this.#logger.info({ address, offered }, 'an address appeared; media is received on it from now on')
    }
    for (const address of this.#usable) {
      if (!now.usable.includes(address) && !now.listed.includes(address))
        this.#logger.warn({ address }, 'an address is gone; nobody can send media to it any more')
    }
    for (const address of now.unusable) {
      if (now.listed.includes(address) && !this.#unusable.includes(address))
        this.#logger.warn(
          { address },
          'cannot listen on an address yet; it is left out until that is possible',
        )
    }
  }
}

/** Whether an error says something about the address, and not about this process or moment. */
function isAboutAddress({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
}

async function refusalOfSystem(address: string): Promise<NodeJS.ErrnoException | undefined> {
  return await bindError({ protocol: 'udp', address, port: 0 })
}
