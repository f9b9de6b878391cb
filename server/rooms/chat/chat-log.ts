import { CHAT_TEXT_MAX, ProtocolError, type ChatMessage } from '../../../protocol/index.ts'
import { TokenBucket } from '../../lib/token-bucket.ts'

/** How much the chat of a room keeps, and how fast somebody may write. */
export interface ChatSettings {
  /** Most messages that are kept for people who come late. */
  historyMessages: number
  /** Most text that is kept, in UTF-16 code units over all messages. */
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

// A seat's last client ids, for recognising a message that was sent again.
const REMEMBERED_CLIENT_IDS = 256

/**
 * The chat of one room: stamps messages with order, time and sender, keeps a
 * bounded history and recognises repeats.
 */
export class ChatLog {
  readonly #settings: ChatSettings
  readonly #buckets = new Map<string, TokenBucket>()
  readonly #seen = new Map<string, Map<string, ChatMessage>>()
  #history: ChatMessage[] = []
  #characters = 0
  #seq = 0

  /** @param past - what is known from before a restart, or from an earlier meeting */
  constructor(settings: ChatSettings, past: { messages: readonly ChatMessage[]; chatSeq: number }) {
    this.#settings = settings
    this.#seq = past.chatSeq
    for (const message of past.messages) {
      this.#remember(message)
      this.#keep(message)
    }
  }

  /** Sequence number of the newest message, 0 before the first. */
  get latestSeq(): number {
    return this.#seq
  }

  /** Number of the oldest message that is kept; everything before it may be forgotten. */
  get oldestKept(): number {
    return this.#history[0]?.seq ?? this.#seq + 1
  }

  /**
   * Accepts a message.
   *
   * @param now - server time in milliseconds
   * @returns the stamped message; `repeated` when this seat sent it before and
   *   only its acknowledgement is owed
   * @throws {ProtocolError} `empty_text`, `text_too_long`, `rate_limited`
   */
  add(sender: ChatSender, draft: ChatDraft, now: number): { message: ChatMessage; repeated: boolean } {
    const earlier = this.#seen.get(sender.id)?.get(draft.clientId)
    if (earlier) return { message: earlier, repeated: true }
    if (draft.text.trim() === '') throw new ProtocolError('empty_text')
    if (draft.text.length > CHAT_TEXT_MAX) throw new ProtocolError('text_too_long')
    if (!this.#bucket(sender.id, now).take(now)) throw new ProtocolError('rate_limited')

    this.#seq += 1
    const message: ChatMessage = {
      type: 'message',
      seq: this.#seq,
      id: `m${this.#seq}`,
      clientId: draft.clientId,
      at: now,
      from: sender.id,
      fromName: sender.name,
      text: draft.text,
      ...(draft.to ? { to: draft.to.id, toName: draft.to.name } : {}),
    }
    this.#remember(message)
    this.#keep(message)
    return { message, repeated: false }
  }

  /**
   * What a participant missed.
   *
   * @param seq - the last number it has
   * @returns messages after it that the participant may read, in order
   */
  since(seq: number, readerId: string): ChatMessage[] {
    return this.#history.filter(
      (message) =>
        message.seq > seq &&
        (message.to === undefined || message.to === readerId || message.from === readerId),
    )
  }

  /** Drops what is only needed while a seat can still send. */
  forgetSender(participantId: string): void {
    this.#buckets.delete(participantId)
    this.#seen.delete(participantId)
  }

  #bucket(senderId: string, now: number): TokenBucket {
    let bucket = this.#buckets.get(senderId)
    if (!bucket) {
      bucket = new TokenBucket(this.#settings.messagesPerSecond, this.#settings.burst, now)
      this.#buckets.set(senderId, bucket)
    }
    return bucket
  }

  #remember(message: ChatMessage): void {
    let seen = this.#seen.get(message.from)
    if (!seen) {
      seen = new Map()
      this.#seen.set(message.from, seen)
    }
    seen.set(message.clientId, message)
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
