import { can, LOBBY_LISTED_MAX, type NotificationParams, type RoomRules } from '../../../protocol/index.ts'
import type { Seat } from '../seats/seat.ts'

type Lobby = NotificationParams<'lobby:changed'>

/** Who is told, and of what. */
export interface LobbyTellerOptions {
  seats: { announced(): Iterable<Seat> }
  policy: { readonly rules: RoomRules }
  list: () => Lobby
}

// Changes within this time travel together.
const INTERVAL_MS = 500

/** Tells hosts who waits: at once after a pause, and every half second at most. */
export class LobbyTeller {
  readonly #options: LobbyTellerOptions
  #timer: NodeJS.Timeout | undefined
  #hasChanged = false

  constructor(options: LobbyTellerOptions) {
    this.#options = options
  }

  changed(): void {
    this.#hasChanged = true
    if (this.#timer) return
    this.#tellAll()
    this.#timer = setInterval(() => this.#tick(), INTERVAL_MS)
    this.#timer.unref()
  }

  /** Tells one who has just come, or has just become a host. */
  tell(seat: Seat): void {
    if (this.#mayKnow(seat)) seat.notify('lobby:changed', this.#options.list())
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#hasChanged = false
  }

  #tick(): void {
    if (this.#hasChanged) this.#tellAll()
    else this.close()
  }

  #tellAll(): void {
    this.#hasChanged = false
    let list: Lobby | undefined
    for (const seat of this.#options.seats.announced()) {
      if (!this.#mayKnow(seat)) continue
      list ??= this.#options.list()
      seat.notify('lobby:changed', list)
    }
  }

  #mayKnow(seat: Seat): boolean {
    return can(seat.role, 'admit', this.#options.policy.rules)
  }
}

/** What hosts are told: those who came first, and how many in all. Pure. */
export function describeLobby(waiting: readonly { describe(): Lobby['waiting'][number] }[]): Lobby {
  return {
    waiting: waiting.slice(0, LOBBY_LISTED_MAX).map((one) => one.describe()),
    count: waiting.length,
  }
}
