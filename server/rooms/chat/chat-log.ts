import { CHAT_TEXT_MAX, ProtocolError, type ChatMessage } from '../../../protocol/index.ts'
import { TokenBucket } from '../../lib/token-bucket.ts'
import type { PrivateMessage, StoredRoom } from '../ports/store.ts'
import { PrivateHistory } from './private-history.ts'

/** How much the chat of a room keeps, and how fast somebody may write. */
export interface ChatSettings {
  /** Most messages to everybody that are kept for people who come late, and most private ones. */
  historyMessages: number
  /** Most text that is kept of either, in UTF-16 code units over all messages. */
  historyCharacters: number
  /** Messages per second that one seat may send for long. */
  messagesPerSecond: number
  /** Messages that one seat may send at once. */
  burst: number
}

/** Who wrote a message. */
export interface ChatSender {
  id: string
  name: string
}

/** A message before the server has taken it. */
export interface ChatDraft {
  clientId: string
  text: string
  to?: ChatSender
}

/** What the chat of a room begins with. */
export type ChatPast = Pick<StoredRoom, 'messages' | 'privateMessages' | 'chatSeq'>

/** A message that was taken: its public form, and how it is kept if it is private. */
export interface LoggedMessage {
  message: ChatMessage
  kept?: PrivateMessage
}

/** Up to where somebody has the chat. */
export interface ChatPosition {
  seq: number
  privateSeq: number
}

type Stamp = Omit<ChatMessage, 'seq' | 'id'>

// A seat's last client ids, for recognising a message that was sent again.
const REMEMBERED_CLIENT_IDS = 256

/**
 * The chat of one room: stamps messages with order, time and sender, keeps a
 * bounded history and recognises repeats. Private messages have an order and a
 * history of their own, so that nobody else can tell that they passed.
 */
export class ChatLog {
  readonly #settings: ChatSettings
  readonly #buckets = new Map<string, TokenBucket>()
  readonly #seen = new Map<string, Map<string, LoggedMessage>>()
  readonly #private: PrivateHistory
  #history: ChatMessage[] = []
  #characters = 0
  #seq = 0

  /** @param past - what is known from before a restart, or from an earlier meeting */
  constructor(settings: ChatSettings, past: ChatPast) {
    this.#settings = settings
    this.#seq = past.chatSeq
    this.#private = new PrivateHistory(settings, past.privateMessages)
    for (const message of past.messages) {
      this.#remember({ message })
      this.#keep(message)
    }
    for (const kept of past.privateMessages) this.#remember({ message: kept.message, kept })
  }

  /** Number of the newest message to everybody, 0 before the first. */
  get latestSeq(): number {
    return this.#seq
  }

  /** Number of the oldest message to everybody that is kept; all before it may be forgotten. */
  get oldestKept(): number {
    return this.#history[0]?.seq ?? this.#seq + 1
  }

  /** Whether a seat sent a message with this client id before. */
  knows(senderId: string, clientId: string): boolean {
    return this.#seen.get(senderId)?.has(clientId) ?? false
  }

  /**
   * Accepts a message.
   *
   * @param now - server time in milliseconds
   * @returns the stamped message; `repeated` when this seat sent it before and
   *   only its acknowledgement is owed
   * @throws {ProtocolError} `recipient_self`, `empty_text`, `text_too_long`, `rate_limited`
   */
  add(sender: ChatSender, draft: ChatDraft, now: number): LoggedMessage & { repeated: boolean } {
    const earlier = this.#seen.get(sender.id)?.get(draft.clientId)
    if (earlier) return { ...earlier, repeated: true }
    if (draft.to?.id === sender.id) throw new ProtocolError('recipient_self')
    if (draft.text.trim() === '') throw new ProtocolError('empty_text')
    if (draft.text.length > CHAT_TEXT_MAX) throw new ProtocolError('text_too_long')
    if (!this.#bucket(sender.id, now).take(now)) throw new ProtocolError('rate_limited')

    const stamp = {
      type: 'message',
      clientId: draft.clientId,
      at: now,
      from: sender.id,
      fromName: sender.name,
      text: draft.text,
    } as const
    const logged = draft.to ? this.#addPrivate(stamp, draft.to) : this.#addPublic(stamp)
    this.#remember(logged)
    return { ...logged, repeated: false }
  }

  /**
   * What a participant missed.
   *
   * @param after - the last numbers it has
   * @returns messages after them that the participant may read, in order
   */
  since({ seq, privateSeq }: ChatPosition, readerId: string): ChatMessage[] {
    const missed = this.#history.filter((message) => message.seq > seq)
    return [...missed, ...this.#private.since(privateSeq, readerId)].sort(
      (a, b) => a.seq - b.seq || (a.privateSeq ?? 0) - (b.privateSeq ?? 0),
    )
  }

  /** What was written to everybody after a number, the oldest first. Private messages are not among it. */
  exported({ after, limit }: { after: number; limit: number }): ChatMessage[] {
    // Numbers follow each other without gaps.
    const from = Math.max(0, after + 1 - this.oldestKept)
    return this.#history.slice(from, from + limit)
  }

  /** Number of the newest private message that a seat sent or got; 0 before the first. */
  latestPrivateSeq(seatId: string): number {
    return this.#private.latestOf(seatId)
  }

  /** @returns numbers of private messages that are beyond the budget and gone */
  trimPrivate(): number[] {
    return this.#private.trim()
  }

  /**
   * A seat is gone. Private messages go with the second of their ends.
   *
   * @returns numbers of those that are gone
   */
  forgetSeat(seatId: string, isThere: (seatId: string) => boolean): number[] {
    this.#buckets.delete(seatId)
    this.#seen.delete(seatId)
    return this.#private.forget(seatId, isThere)
  }

  #addPublic(stamp: Stamp): LoggedMessage {
    this.#seq += 1
    const message = { ...stamp, seq: this.#seq, id: `m${this.#seq}` }
    this.#keep(message)
    return { message }
  }

  #addPrivate(stamp: Stamp, { id, name }: ChatSender): LoggedMessage {
    const message = { ...stamp, seq: this.#seq, id: `m${this.#seq}`, to: id, toName: name }
    return { message, kept: this.#private.add(message) }
  }

  #bucket(senderId: string, now: number): TokenBucket {
    let bucket = this.#buckets.get(senderId)
    if (!bucket) {
      bucket = new TokenBucket(this.#settings.messagesPerSecond, this.#settings.burst, now)
      this.#buckets.set(senderId, bucket)
    }
    return bucket
  }

  #remember(logged: LoggedMessage): void {
    const { from, clientId } = logged.message
    let seen = this.#seen.get(from)
    if (!seen) {
      seen = new Map()
      this.#seen.set(from, seen)
    }
    seen.set(clientId, logged)
    if (seen.size > REMEMBERED_CLIENT_IDS) {
      const oldest = seen.keys().next().value
      if (oldest !== undefined) seen.delete(oldest)
    }
  }

  #keep(message: ChatMessage): void {
    this.#history.push(message)
    this.#characters += message.text.length
    let excess = 0
    while (
      this.#history.length - excess > this.#settings.historyMessages ||
      this.#characters > this.#settings.historyCharacters
    ) {
      const oldest = this.#history[excess]
      if (!oldest) break
      this.#characters -= oldest.text.length
      excess += 1
    }
    if (excess > 0) this.#history = this.#history.slice(excess)
  }
}

/** Whether a message is one of those up to a position. */
export function isWithin({ seq, privateSeq }: ChatMessage, until: ChatPosition): boolean {
  return privateSeq === undefined ? seq <= until.seq : privateSeq <= until.privateSeq
}
