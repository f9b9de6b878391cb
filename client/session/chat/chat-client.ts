import {
  chatEventSchema,
  type ChatCommand,
  type ChatEvent,
  type ChatMessage,
} from '../../../protocol/index.ts'
import type { ChatChannel } from '../../media/session/data-channels.ts'
import { ChatLog } from './chat-log.ts'
import { ChatOutbox } from './chat-outbox.ts'
import type { ChatState } from '../state/state.ts'

// History follows the request within moments; a request that was refused (too
// many at once) leaves nothing behind, so it is made again.
const CATCH_UP_MS = 5_000

/** The chat of one visit: what was said, and what is still on its way out. */
export class ChatClient {
  readonly #changed: (state: ChatState) => void
  readonly #log = new ChatLog()
  readonly #outbox = new ChatOutbox()
  #channel: ChatChannel | null = null
  #ready = false
  /** The server has other messages under numbers that are known here. */
  #contradicted = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: (state: ChatState) => void) {
    this.#changed = changed
  }

  /** Both directions are open: asks for what was missed. */
  opened(channel: ChatChannel): void {
    this.#channel = channel
    this.#requestHistory()
  }

  /** The streams are gone. Nothing is lost: it waits for the next ones. */
  closed(): void {
    clearTimeout(this.#timer)
    this.#channel = null
    this.#ready = false
    this.#log.interrupted()
    this.#outbox.close()
    this.#publish()
  }

  /** The person got another seat than before. */
  startOver(): void {
    this.#log.startOver()
    this.#publish()
  }

  /** Takes what arrived on the relay. It comes from other people and is checked. */
  received(text: string): void {
    const event = parse(text)
    if (event?.type === 'message') {
      this.#outbox.remove(event.clientId)
      this.#add(event)
    } else if (event?.type === 'caught-up') {
      this.#caughtUp(event.seq, event.privateSeq ?? 0)
    } else if (event?.clientId !== undefined) {
      this.#outbox.refuse(event.clientId, event.error)
    }
    this.#publish()
  }

  /** The send buffer has room again. */
  drained(): void {
    this.#outbox.flush()
  }

  send(text: string, to?: string): void {
    if (text.trim() === '') return
    this.#outbox.add({ clientId: createClientId(), text, ...(to === undefined ? {} : { to }) })
    this.#publish()
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId)
    this.#publish()
  }

  discard(clientId: string): void {
    this.#outbox.remove(clientId)
    this.#publish()
  }

  /** Ends timers. */
  close(): void {
    clearTimeout(this.#timer)
    this.#channel = null
    this.#outbox.close()
  }

  #add(message: ChatMessage): void {
    if (this.#log.contradicts(message)) {
      this.#contradicted = true
      // Without history under way nothing would say what the server has now.
      if (this.#ready) this.#requestHistory()
    }
    this.#log.add(message)
  }

  #requestHistory(): void {
    const { since: seq, privateSince: privateSeq } = this.#log
    const command: ChatCommand = { type: 'since', seq, ...(privateSeq === 0 ? {} : { privateSeq }) }
    try {
      this.#channel?.send(JSON.stringify(command))
    } catch {
      // It is closing: the next stream asks again.
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#requestHistory(), CATCH_UP_MS)
  }

  #caughtUp(seq: number, privateSeq: number): void {
    clearTimeout(this.#timer)
    const { cursor, privateCursor } = this.#log
    if (this.#contradicted || seq < cursor || privateSeq < privateCursor) {
      this.#readAnew()
      return
    }
    this.#log.caughtUp(seq, privateSeq)
    this.#ready = true
    // Only now: history has confirmed what had arrived before the stream broke,
    // and the rest goes out again in its order.
    if (this.#channel) this.#outbox.open(this.#channel)
  }

  /**
   * The server lost its newest messages, as happens when its disk was full before it
   * died, and counts on from a lower number: what is known here says nothing any more.
   */
  #readAnew(): void {
    this.#contradicted = false
    this.#ready = false
    this.#log.clear()
    this.#requestHistory()
  }

  #publish(): void {
    this.#changed({ ready: this.#ready, messages: this.#log.messages, pending: this.#outbox.pending })
  }
}

function parse(text: string): ChatEvent | undefined {
  try {
    return chatEventSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Unguessable, so that nobody can confirm another's message. Works on insecure origins too. */
function createClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
