import type { NotificationParams, Participant } from '../../../protocol/index.ts'

type RoomChange = NotificationParams<'room:changed'>

interface Page {
  ids: Set<string>
  /** What the page says; null after a change. */
  message: RoomChange | null
}

// Participants on one page. Larger ones are written anew more often, smaller ones are more messages.
const PAGE_SIZE = 100

/**
 * The whole participant list, in pages of messages. A page is written when somebody
 * wants it after a change, and then stays the same frozen object: whoever joins a large
 * room costs a few messages that are ready, not a list of everybody.
 */
export class RosterPages {
  readonly #find: (participantId: string) => Participant | undefined
  readonly #pages = new Set<Page>()
  readonly #pageOf = new Map<string, Page>()

  /** @param find - the participant as it is now, or undefined when gone */
  constructor(find: (participantId: string) => Participant | undefined) {
    this.#find = find
  }

  /** How many are on the list. */
  get size(): number {
    return this.#pageOf.size
  }

  /** All messages that the list takes; empty pages are none. */
  get messages(): RoomChange[] {
    return [...this.#pages].map((page) => (page.message ??= this.#write(page)))
  }

  add(participantId: string): void {
    if (this.#pageOf.has(participantId)) return
    const page = this.#withSpace()
    page.ids.add(participantId)
    page.message = null
    this.#pageOf.set(participantId, page)
  }

  remove(participantId: string): void {
    const page = this.#pageOf.get(participantId)
    if (!page) return
    this.#pageOf.delete(participantId)
    page.ids.delete(participantId)
    page.message = null
    if (page.ids.size === 0) this.#pages.delete(page)
  }

  /** Something of a participant is not as the list says. */
  changed(participantId: string): void {
    const page = this.#pageOf.get(participantId)
    if (page) page.message = null
  }

  #withSpace(): Page {
    for (const page of this.#pages) if (page.ids.size < PAGE_SIZE) return page
    const page: Page = { ids: new Set(), message: null }
    this.#pages.add(page)
    return page
  }

  #write({ ids }: Page): RoomChange {
    const joined = [...ids].flatMap((id) => this.#find(id) ?? [])
    return Object.freeze({ joined, left: [], updated: [] })
  }
}
