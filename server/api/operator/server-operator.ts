import { isIP } from 'node:net'
import type { BlockedAddresses, BlockedAddress } from '../../limits/blocked-addresses.ts'
import { canonicalAddress } from '../../limits/canonical-address.ts'
import type { RoomRegistry } from '../../rooms/room-registry.ts'
import { Problem } from '../problems.ts'
import { actorOf } from './program.ts'

/** What operators act on, apart from meetings. */
export interface ServerOperatorOptions {
  rooms: Pick<RoomRegistry, 'find' | 'names'>
  blocked: BlockedAddresses
  /** Lets meetings come to their end, and stops the server after that. */
  drain: (deadlineMs: number) => void
  log: { last(count: number): Record<string, unknown>[] }
}

/** How long an address is blocked, and why. */
export interface BlockPlan {
  minutes: number
  note: string
}

/** Who asks: a program or an operator, and from where. */
export interface Caller {
  readonly name: string
  /** As a socket or a trusted proxy names it. */
  readonly address: string
}

// What is no address is charged together, so that blocking it would block strangers.
const NEVER: ReadonlySet<string> = new Set([canonicalAddress('::1'), canonicalAddress('')])

/** What operators do to the server as a whole. */
export class ServerOperator {
  readonly #options: ServerOperatorOptions

  constructor(options: ServerOperatorOptions) {
    this.#options = options
  }

  /** The newest lines of the log, oldest first. */
  log(count: number): Record<string, unknown>[] {
    return this.#options.log.last(count)
  }

  /** Takes no new rooms from now on, and stops when the last person left, or after the deadline. */
  drain(deadlineSeconds: number): void {
    this.#options.drain(deadlineSeconds * 1000)
  }

  /** Addresses that are blocked now. */
  get blocks(): BlockedAddress[] {
    return this.#options.blocked.list
  }

  /** @throws {Problem} `address_invalid`, `address_own`, `blocks_full` */
  async block(address: string, plan: BlockPlan, caller: Caller): Promise<BlockedAddress> {
    if (isIP(address) === 0) throw new Problem('address_invalid')
    return await this.#block(canonicalAddress(address), plan, caller)
  }

  /**
   * Blocks the address from which somebody is connected, who need not be told to anybody.
   *
   * @throws {Problem} `target_gone` when they are not connected; `address_own`, `blocks_full`
   */
  async blockParticipant(room: string, id: string, plan: BlockPlan, caller: Caller): Promise<BlockedAddress> {
    const address = this.#options.rooms.find(room)?.addressOf(id)
    if (address === undefined) throw new Problem('target_gone')
    return await this.#block(address, plan, caller)
  }

  unblock(id: string): void {
    this.#options.blocked.remove(id)
  }

  async #block(address: string, { minutes, note }: BlockPlan, caller: Caller): Promise<BlockedAddress> {
    // Nobody locks themselves out, nor the programs and proxies of this machine.
    if (address === canonicalAddress(caller.address) || isOfThisMachine(address))
      throw new Problem('address_own')
    const blocked = this.#options.blocked.add(address, Date.now() + minutes * 60_000, note)
    if (!blocked) throw new Problem('blocks_full')
    await this.#removeAllOf(address, caller)
    return blocked
  }

  /** Media would flow for as long as a seat waits for its owner. */
  async #removeAllOf(address: string, { name }: Caller): Promise<void> {
    const { rooms } = this.#options
    for (const room of rooms.names.flatMap((one) => rooms.find(one) ?? [])) {
      const seats = room.participants.filter(({ id }) => room.addressOf(id) === address)
      for (const { id } of seats)
        await room.moderation.removals.remove(actorOf({ name }), { participantId: id, ban: false })
    }
  }
}

function isOfThisMachine(address: string): boolean {
  return address.startsWith('127.') || NEVER.has(address)
}
