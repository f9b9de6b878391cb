import type { ChatMessage } from '../../../protocol/index.ts'
import type { PrivateMessage } from '../ports/store.ts'

/** How much is kept. */
export interface HistoryLimits {
  /** Most messages. */
  historyMessages: number
  /** Most text over all messages, in UTF-16 code units. */
  historyCharacters: number
}

interface Written {
  messages: PrivateMessage[]
  characters: number
}

/**
 * Private messages of one room. Each end counts its own, so that nobody learns of those of others.
 * They have a budget apart from what everybody reads; when it is used up, whoever wrote the most
 * loses the oldest, so that nobody's haste erases what others wrote.
 */
export class PrivateHistory {
  readonly #limits: HistoryLimits
  readonly #written = new Map<string, Written>()
  /** Newest number of each seat. */
  readonly #latest = new Map<string, number>()
  #number = 0
  #size = 0
  #characters = 0

  /** @param past - messages from before, in order */
  constructor(limits: HistoryLimits, past: readonly PrivateMessage[]) {
    this.#limits = limits
    for (const kept of past) {
      const { from, to = from } = kept.message
      this.#number = Math.max(this.#number, kept.number)
      this.#latest.set(from, Math.max(this.latestOf(from), kept.senderSeq))
      this.#latest.set(to, Math.max(this.latestOf(to), kept.recipientSeq))
      this.#keep(kept)
    }
    this.trim()
  }

  /** Number of the newest message that a seat sent or got; 0 before the first. */
  latestOf(seatId: string): number {
    return this.#latest.get(seatId) ?? 0
  }

  /** Numbers a message and keeps it. It may go over the budget until `trim`. */
  add(message: ChatMessage & { to: string }): PrivateMessage {
    this.#number += 1
    const kept = {
      number: this.#number,
      senderSeq: this.#count(message.from),
      recipientSeq: this.#count(message.to),
      message,
    }
    this.#keep(kept)
    return kept
  }

  /** Messages after a number that a seat sent or got, in order, as it reads them. */
  since(privateSeq: number, readerId: string): ChatMessage[] {
    return [...this.#written.values()]
      .flatMap(({ messages }) => messages)
      .filter(({ message }) => message.from === readerId || message.to === readerId)
      .map((kept) => readAs(kept, readerId))
      .filter((message) => (message.privateSeq ?? 0) > privateSeq)
      .sort((a, b) => (a.privateSeq ?? 0) - (b.privateSeq ?? 0))
  }

  /** @returns numbers of those that had to go */
  trim(): number[] {
    const gone: number[] = []
    const { historyMessages, historyCharacters } = this.#limits
    while (this.#size > historyMessages) gone.push(...this.#dropOldest(({ messages }) => messages.length))
    while (this.#characters > historyCharacters) gone.push(...this.#dropOldest((one) => one.characters))
    return gone
  }

  /**
   * A seat is gone: what nobody can read any more goes too.
   *
   * @param isThere - whether a seat is still taken
   * @returns numbers of those messages
   */
  forget(seatId: string, isThere: (seatId: string) => boolean): number[] {
    const isUnreadable = ({ message: { from, to = from } }: PrivateMessage): boolean =>
      (from === seatId || to === seatId) && !isThere(from) && !isThere(to)
    const gone: number[] = []
    for (const [sender, { messages }] of this.#written) {
      const unreadable = messages.filter(isUnreadable)
      if (unreadable.length === 0) continue
      this.#drop(sender, new Set(unreadable))
      gone.push(...unreadable.map(({ number }) => number))
    }
    this.#latest.delete(seatId)
    return gone
  }

  #count(seatId: string): number {
    const next = this.latestOf(seatId) + 1
    this.#latest.set(seatId, next)
    return next
  }

  #keep(kept: PrivateMessage): void {
    const { from, text } = kept.message
    const written = this.#written.get(from) ?? { messages: [], characters: 0 }
    this.#written.set(from, written)
    written.messages.push(kept)
    written.characters += text.length
    this.#size += 1
    this.#characters += text.length
  }

  #dropOldest(amount: (written: Written) => number): number[] {
    let most: readonly [string, Written] | undefined
    for (const entry of this.#written) if (!most || amount(entry[1]) > amount(most[1])) most = entry
    const oldest = most?.[1].messages[0]
    if (!most || !oldest) return []
    this.#drop(most[0], new Set([oldest]))
    return [oldest.number]
  }

  #drop(sender: string, gone: ReadonlySet<PrivateMessage>): void {
    const written = this.#written.get(sender)
    if (!written) return
    let characters = 0
    for (const { message } of gone) characters += message.text.length
    written.messages = written.messages.filter((kept) => !gone.has(kept))
    written.characters -= characters
    this.#size -= gone.size
    this.#characters -= characters
    if (written.messages.length === 0) this.#written.delete(sender)
  }
}

/** A private message as one of its ends reads it. */
export function readAs({ message, senderSeq, recipientSeq }: PrivateMessage, readerId: string): ChatMessage {
  const privateSeq = message.from === readerId ? senderSeq : recipientSeq
  return { ...message, id: `p${privateSeq}`, privateSeq }
}
