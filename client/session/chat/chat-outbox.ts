import { CHAT_TEXT_MAX, ERRORS, type ChatCommand } from '../../../protocol/index.ts'
import type { ChatChannel } from '../../media/session/data-channels.ts'
import type { PendingMessage } from '../state/state.ts'

/** Bytes in the send buffer above which the rest waits. */
const HIGH_BUFFER_BYTES = 65_536

/**
 * Own messages until the server has confirmed them, in sending order. Each stream
 * gets every one of them once; the server recognises repeats by their client id.
 */
export class ChatOutbox {
  #pending: readonly PendingMessage[] = []
  /** What went into the present stream. */
  #sent = new Set<string>()
  #channel: ChatChannel | null = null

  get pending(): readonly PendingMessage[] {
    return this.#pending
  }

  /** Takes a new message and sends it as soon as it can. */
  add(message: PendingMessage): void {
    const tooLong = message.text.length > CHAT_TEXT_MAX
    // The server would refuse it too, if it fitted into a datagram at all.
    const refusal = { code: 'text_too_long', message: ERRORS.text_too_long } as const
    this.#pending = [...this.#pending, tooLong ? { ...message, refusal } : message]
    this.flush()
  }

  /** The server refused a message; it waits for its author's decision. */
  refuse(clientId: string, refusal: NonNullable<PendingMessage['refusal']>): void {
    this.#pending = this.#pending.map((message) =>
      message.clientId === clientId ? { ...message, refusal } : message,
    )
  }

  /** Sends a refused message once more. */
  retry(clientId: string): void {
    this.#sent.delete(clientId)
    this.#pending = this.#pending.map((message) => {
      if (message.clientId !== clientId) return message
      const { refusal: _, ...again } = message
      return again
    })
    this.flush()
  }

  /** Forgets a message: the server confirmed it, or its author gave it up. */
  remove(clientId: string): void {
    if (!this.#pending.some((message) => message.clientId === clientId)) return
    this.#pending = this.#pending.filter((message) => message.clientId !== clientId)
  }

  /** A stream is open and its history complete: whatever is unconfirmed goes out again. */
  open(channel: ChatChannel): void {
    this.#channel = channel
    this.#sent = new Set()
    this.flush()
  }

  /** The stream is gone; messages wait for the next one. */
  close(): void {
    this.#channel = null
  }

  /** Sends what waits, as far as the buffer allows. */
  flush(): void {
    const channel = this.#channel
    if (!channel) return
    for (const { clientId, text, to, refusal } of this.#pending) {
      if (refusal || this.#sent.has(clientId)) continue
      if (channel.bufferedAmount > HIGH_BUFFER_BYTES) return
      const command: ChatCommand = { type: 'message', clientId, text, ...(to === undefined ? {} : { to }) }
      try {
        channel.send(JSON.stringify(command))
      } catch {
        // It is closing: the next stream takes over from here.
        return
      }
      this.#sent.add(clientId)
    }
  }
}
