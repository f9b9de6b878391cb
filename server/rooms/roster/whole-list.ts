import type { NotificationParams, Participant } from '../../../protocol/index.ts'

type RoomChange = NotificationParams<'room:changed'>

/**
 * The whole participant list of a small room, as one message. It is written when somebody wants it
 * after a change, and then stays the same frozen object, which is encoded once for all who get it.
 */
export class WholeList {
  readonly #ids: () => Iterable<string>
  readonly #find: (participantId: string) => Participant | undefined
  #message: RoomChange | null = null

  /**
   * @param ids - everybody on the list, in order
   * @param find - the participant as it is now, or undefined when gone
   */
  constructor(ids: () => Iterable<string>, find: (participantId: string) => Participant | undefined) {
    this.#ids = ids
    this.#find = find
  }

  get message(): RoomChange {
    this.#message ??= Object.freeze({
      joined: [...this.#ids()].flatMap((id) => this.#find(id) ?? []),
      left: [],
      updated: [],
      complete: true,
    })
    return this.#message
  }

  /** Somebody on the list is not as it says, or is not on it any more. */
  changed(): void {
    this.#message = null
  }
}
