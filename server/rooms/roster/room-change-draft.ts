import type { NotificationParams } from '../../../protocol/index.ts'

type RoomChange = NotificationParams<'room:changed'>

/** A message about people of a large room, while it is gathered. */
export type Draft = Pick<RoomChange, 'joined' | 'left' | 'updated'> & { forgotten: string[] }

/** A message that says nothing yet. */
export function createDraft(): Draft {
  return { joined: [], left: [], updated: [], forgotten: [] }
}

/** The draft of a seat, begun if need be. */
export function draftOf(drafts: Map<string, Draft>, seatId: string): Draft {
  const draft = drafts.get(seatId) ?? createDraft()
  drafts.set(seatId, draft)
  return draft
}

/**
 * The message that a draft has become.
 *
 * @param count - how many are in the room, if that is told
 */
export function messageOf({ joined, left, updated, forgotten }: Draft, count?: number): RoomChange {
  return {
    joined,
    left,
    updated,
    ...(forgotten.length > 0 ? { forgotten } : {}),
    ...(count === undefined ? {} : { count }),
  }
}

/**
 * Makes drafts of one moment into messages. Equal ones become the same frozen message, which is
 * encoded once: of somebody whom hundreds show, hundreds are told the same.
 */
export class SharedMessages {
  readonly #messages = new Map<string, RoomChange>()

  of(draft: Draft): RoomChange {
    const { joined, left, updated, forgotten } = draft
    const ids = (of: readonly { id: string }[]): string => of.map(({ id }) => id).join()
    // In one moment there is one description of each participant, and of each update.
    const key = [ids(joined), left.join(), ids(updated), forgotten.join()].join(';')
    const known = this.#messages.get(key)
    if (known) return known
    const message = Object.freeze(messageOf(draft))
    this.#messages.set(key, message)
    return message
  }
}
