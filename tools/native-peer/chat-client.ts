import { randomUUID } from 'node:crypto'
import { chatEventSchema, type ChatEvent, type ChatMessage } from '../../protocol/index.ts'
import type { NativeChannel } from './native-channel.ts'

/** The chat of one peer: its own stream to the server, and the relay. */
export class ChatClient {
  readonly #own: NativeChannel
  readonly #events: ChatEvent[] = []
  // Client ids must be unique in the seat, which another client may have had before.
  readonly #clientIdPrefix = randomUUID().slice(0, 8)
  #nextClientId = 1

  /**
   * @param own - towards the server
   * @param relay - from the server
   */
  constructor(own: NativeChannel, relay: NativeChannel) {
    this.#own = own
    relay.listen((message) => {
      this.#events.push(chatEventSchema.parse(JSON.parse(message.toString())))
    })
  }

  /** Everything that came, oldest first. */
  get events(): readonly ChatEvent[] {
    return this.#events
  }

  /** Messages that came, in the order in which they came. */
  get messages(): readonly ChatMessage[] {
    return this.#events.filter((event) => event.type === 'message')
  }

  /** Texts that came, in the order in which they came. */
  get texts(): readonly string[] {
    return this.messages.map(({ text }) => text)
  }

  get refusals(): readonly Extract<ChatEvent, { type: 'refused' }>[] {
    return this.#events.filter((event) => event.type === 'refused')
  }

  /** The newest answer to `since`. */
  get caughtUp(): Extract<ChatEvent, { type: 'caught-up' }> | undefined {
    return this.#events.filter((event) => event.type === 'caught-up').at(-1)
  }

  /**
   * Sends a message.
   *
   * @param options - recipient of a private message; an id instead of a generated one
   * @returns its client id, which comes back in the acknowledgement
   */
  send(text: string, options: { to?: string; clientId?: string } = {}): string {
    const clientId = options.clientId ?? `${this.#clientIdPrefix}-${this.#nextClientId++}`
    this.sendRaw(
      JSON.stringify({ type: 'message', clientId, text, ...(options.to ? { to: options.to } : {}) }),
    )
    return clientId
  }

  /** Asks for what is missing after a sequence number. */
  since(seq: number): void {
    this.sendRaw(JSON.stringify({ type: 'since', seq }))
  }

  /** Sends anything: text, or bytes that are no text. */
  sendRaw(data: string | Buffer): void {
    this.#own.send(data)
  }

  /** The answer to a message: it came back, or was refused. */
  answer(clientId: string): ChatEvent | undefined {
    return this.#events.find((event) => event.type !== 'caught-up' && event.clientId === clientId)
  }
}
