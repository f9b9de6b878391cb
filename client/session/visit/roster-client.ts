import {
  ROSTER_FIND_MAX,
  ROSTER_SEARCH_MAX,
  type RosterFound,
  type RosterList,
  type RosterLook,
} from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { LookSender } from '../report/look-sender.ts'
import { applyRoomChange } from '../roster/roster.ts'
import { applyLook, applyRosterChange, dropUnconfirmed } from '../roster/roster-window.ts'
import type { SessionStore } from '../state/session-store.ts'

/** After a break the server has told of all who matter within this time. */
const CONFIRM_MS = 3_000
/** Whom it forgets for everybody, and not for this page, it has named again within this time. */
const DOUBT_MS = 1_000

/** Keeps the people of the room in the state, as far as the server tells of them or is asked. */
export class RosterClient {
  readonly #connection: SignalingConnection
  readonly #store: SessionStore
  readonly #looks: Readonly<Record<RosterList, LookSender>>
  #isSeated = false
  #confirmTimer: ReturnType<typeof setTimeout> | undefined

  constructor(connection: SignalingConnection, store: SessionStore) {
    this.#connection = connection
    this.#store = store
    const createLook = (): LookSender =>
      new LookSender(connection, (look, window) => {
        if (this.#isSeated) store.patch((state) => applyLook(state, look, window))
      })
    this.#looks = { stage: createLook(), people: createLook() }
    connection.on('room:changed', (change) => {
      if (!this.#isSeated) return
      store.patch((state) => applyRoomChange(state, change))
      if (change.forgotten) this.#confirmIn(DOUBT_MS)
    })
    connection.on('roster:changed', (change) => {
      if (this.#isSeated) store.patch((state) => applyRosterChange(state, change))
    })
  }

  /** A seat was taken whose server side looks at nothing yet: what is looked at is asked for anew. */
  seated(): void {
    this.#isSeated = true
    this.#stopConfirming()
    this.#confirmIn(CONFIRM_MS)
    for (const look of Object.values(this.#looks)) look.seated()
  }

  /** The seat is lost for now; what is looked at is kept. */
  unseated(): void {
    this.#isSeated = false
    this.#stopConfirming()
    for (const look of Object.values(this.#looks)) look.unseated()
  }

  #confirmIn(delayMs: number): void {
    this.#confirmTimer ??= setTimeout(() => {
      this.#confirmTimer = undefined
      this.#store.patch((state) => (state.isWhole ? {} : dropUnconfirmed(state)))
    }, delayMs)
  }

  #stopConfirming(): void {
    clearTimeout(this.#confirmTimer)
    this.#confirmTimer = undefined
  }

  /** Looks at a part of a list; a count of 0 ends the look. */
  look(look: RosterLook): void {
    const { search, ...place } = look
    const wanted = search === undefined ? undefined : searchable(search)
    this.#looks[look.list].set(wanted ? { ...place, search: wanted } : place)
  }

  /** Finds others by name; undefined when the server does not answer, which does not mean that nobody is there. */
  async find(typed: string): Promise<RosterFound['participants'] | undefined> {
    const params = { search: searchable(typed), limit: ROSTER_FIND_MAX }
    const found = await this.#connection.request('roster:find', params).catch(() => undefined)
    return found?.participants
  }
}

/** Brings what somebody typed into the bounds of the protocol; no name holds what is left out. */
function searchable(typed: string): string {
  return typed
    .replace(/[\p{Cc}\u2028\u2029]/gu, '')
    .trim()
    .slice(0, ROSTER_SEARCH_MAX)
}
