import type { TestContext } from 'node:test'
import type { Participant, RosterLook, RosterWindow } from '../../../protocol/index.ts'
import { createParticipant } from '../../../protocol/test-participant.ts'
import { Roster } from './roster.ts'
import type { RosterField } from './roster-changes.ts'
import { TestPage } from './test-page.ts'

const STEP_MS = 50

/** Puts the clock of timers and of `performance.now` into the hands of a test. */
export function mockClock(t: TestContext): (ms: number) => void {
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate', 'Date'] })
  t.mock.method(performance, 'now', () => Date.now())
  return (ms) => {
    // In one step all timers would see the time at its end, and what they begin would come later.
    for (let left = ms; left > 0; left -= STEP_MS) t.mock.timers.tick(Math.min(STEP_MS, left))
    t.mock.timers.tick(0)
  }
}

/** A room of people without seats or connections: their roster, and the page of each. */
export class TestRoom {
  readonly people = new Map<string, Participant>()
  readonly pages = new Map<string, TestPage>()
  /** Messages to everybody, and those to one seat. */
  broadcasts = 0
  notifications = 0
  readonly roster: Roster

  constructor() {
    this.roster = new Roster({
      find: (id) => this.people.get(id),
      broadcast: (change) => {
        this.broadcasts += 1
        for (const page of this.pages.values()) page.changed(structuredClone(change))
      },
      notify: (seatId, name, params) => {
        this.notifications += 1
        const page = this.pages.get(seatId)
        const copy = structuredClone(params)
        if (name === 'room:changed') page?.changed(copy as never)
        else page?.windowChanged(copy as never)
      },
      intervalMs: 100,
    })
  }

  /** Somebody comes in, and is told with the answer of these first. */
  join(id: string, part: Partial<Participant> = {}, firstIds: readonly string[] = []): TestPage {
    this.people.set(id, createParticipant(id, part))
    this.roster.joined(id)
    const page = new TestPage(id)
    this.pages.set(id, page)
    this.#welcome(page, firstIds)
    return page
  }

  /** So many come in, with names of their own. */
  crowd(count: number, name = 'guest'): TestPage[] {
    return Array.from({ length: count }, (_, index) => this.join(`${name}-${index}`))
  }

  leave(id: string): void {
    this.people.delete(id)
    this.pages.delete(id)
    this.roster.left(id)
  }

  /** The page of somebody loses its connection. */
  disconnect(id: string): void {
    const page = this.pages.get(id)
    if (page) page.isConnected = false
    this.update(id, { connection: 'reconnecting' })
  }

  /** Somebody takes the seat back. */
  return(id: string, firstIds: readonly string[] = []): void {
    const page = this.pages.get(id)
    this.update(id, { connection: 'connected' })
    if (page) this.#welcome(page, firstIds)
  }

  update(id: string, part: Partial<Omit<Participant, 'id'>>): void {
    const person = this.people.get(id)
    if (!person) return
    this.people.set(id, { ...person, ...part })
    for (const field of Object.keys(part)) this.roster.updated(id, field as RosterField)
  }

  look(id: string, look: RosterLook): RosterWindow {
    const window = this.roster.look(id, look)
    this.pages.get(id)?.looked(look.list, look.count, structuredClone(window))
    return window
  }

  #welcome(page: TestPage, firstIds: readonly string[]): void {
    const { whole, ids } = this.roster.welcome(
      page.id,
      firstIds.filter((id) => id !== page.id && this.people.has(id)),
    )
    page.begin(
      ids.flatMap((id) => this.people.get(id) ?? []),
      { whole, count: this.roster.size },
    )
    const { list } = this.roster
    if (list) page.changed(structuredClone(list))
  }
}
