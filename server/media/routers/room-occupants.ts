import { expectJoin, type JoinCost } from './join-cost.ts'
import { placeParticipant, type Candidate } from './placement.ts'
import type { HostedPeer, HostOccupant, RouterHost } from './router-host.ts'

// By then somebody has opened what they show, in milliseconds.
const SETTLED_MS = 4000
// What the streams of a room are is looked up no more often, so that a join costs the same in any
// room, in milliseconds.
const LOOK_MS = 1000

/** Somebody of a room on a host, from the moment in which their place is chosen. */
export class Occupant implements HostOccupant {
  readonly host: RouterHost
  readonly cost: number
  readonly #cameAt = performance.now()
  readonly #release: () => void
  /** Their media, once it is there. */
  peer: Pick<HostedPeer, 'running'> | undefined

  constructor(host: RouterHost, { share }: JoinCost) {
    this.host = host
    this.cost = share
    this.#release = host.occupy(this)
  }

  get running(): number {
    return this.peer?.running ?? 0
  }

  get isSettled(): boolean {
    return performance.now() - this.#cameAt >= SETTLED_MS
  }

  /** Gives the place on the host back; to be called once. */
  release(): void {
    this.#release()
  }
}

/** Where the people of a room are, and where the next one goes. */
export class RoomOccupants {
  readonly #byHost = new Map<string, Set<Occupant>>()
  #participants = 0
  #seen = { settled: 0, running: 0, at: Number.NEGATIVE_INFINITY }

  /**
   * Takes a place for somebody who comes, before anything is awaited, so that a rush is spread at once.
   *
   * @param hosts - all that may be used
   * @returns undefined when none of them runs
   */
  place(hosts: readonly RouterHost[]): Occupant | undefined {
    const join = this.#expectJoin(hosts)
    const candidates = hosts.map((host): Candidate & { host: RouterHost } => ({
      host,
      id: host.id,
      isAlive: !host.closed,
      load: host.load.expected,
      recentPeak: host.load.recentPeak,
      participants: host.load.participants,
      here: this.#byHost.get(host.id)?.size ?? 0,
    }))
    const host = placeParticipant(candidates, join)?.host
    if (!host) return undefined
    const occupant = new Occupant(host, join)
    const there = this.#byHost.get(host.id) ?? new Set()
    this.#byHost.set(host.id, there.add(occupant))
    this.#participants += 1
    return occupant
  }

  /**
   * Gives a place back; again does nothing.
   *
   * @returns whether the host now carries nobody of the room
   */
  leave(occupant: Occupant): boolean {
    const there = this.#byHost.get(occupant.host.id)
    if (!there?.delete(occupant)) return false
    this.#participants -= 1
    occupant.release()
    return there.size === 0 && this.#byHost.delete(occupant.host.id)
  }

  #expectJoin(hosts: readonly RouterHost[]): JoinCost {
    if (performance.now() - this.#seen.at >= LOOK_MS) this.#seen = this.#look()
    const settled = Math.min(this.#seen.settled, this.#participants)
    return expectJoin({
      participants: this.#participants,
      settled,
      // Of those who have left since, nothing flows any more.
      running: this.#seen.settled === 0 ? 0 : this.#seen.running * (settled / this.#seen.settled),
      streamShare: this.#streamShare(hosts),
    })
  }

  #look(): { settled: number; running: number; at: number } {
    const seen = { settled: 0, running: 0, at: performance.now() }
    for (const there of this.#byHost.values())
      for (const { isSettled, running } of there) {
        if (!isSettled) continue
        seen.settled += 1
        seen.running += running
      }
    return seen
  }

  /** Measured where most of the room is and something was measured. */
  #streamShare(hosts: readonly RouterHost[]): number | undefined {
    let most = 0
    let share: number | undefined
    for (const { id, load } of hosts) {
      const here = this.#byHost.get(id)?.size ?? 0
      if (load.streamShare === undefined || here <= most) continue
      most = here
      share = load.streamShare
    }
    return share
  }
}
