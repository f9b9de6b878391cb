import {
  chatCommandSchema,
  ERRORS,
  ProtocolError,
  type ChatCommand,
  type ChatEvent,
  type ChatMessage,
} from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { RoomStore } from '../ports/store.ts'
import { ChatLog, type ChatSettings } from './chat-log.ts'
import { TokenBucket } from '../../lib/token-bucket.ts'

/** A participant as the chat knows it. */
export interface ChatParticipant {
  readonly id: string
  readonly name: string
  /** Number for private messages. */
  readonly subchannel: number
  /** Whether others know of it. */
  readonly announced: boolean
  /** Sends a chat event to this participant alone, if its streams are open. */
  sendChat(payload: string): Promise<void>
}

/** What the chat of a room works with. */
export interface RoomChatOptions {
  settings: ChatSettings
  /** Messages from before. */
  history: { messages: readonly ChatMessage[]; chatSeq: number }
  room: string
  /** A message is relayed only once it is stored, so that none is lost that somebody saw. */
  store: Pick<RoomStore, 'appendMessage'>
  find: (participantId: string) => ChatParticipant | undefined
  relay: (payload: string, subchannels?: readonly number[]) => void
  events: RoomEventSink
  logger: Logger
}

// Messages that may have been relayed before the worker tells that one was dropped.
const OVERLAP = 100

// Catching up reads the whole history, so it is rarer than writing.
const CATCH_UPS_PER_SECOND = 1
const CATCH_UP_BURST = 10
// Answers to one seat alone: refusals, and acknowledgements of what it sent again. Who
// provokes more gets none.
const ANSWERS_PER_SECOND = 20
const ANSWER_BURST = 300

/** The chat of a room, between the data streams and the log. */
export class RoomChat {
  readonly #options: RoomChatOptions
  readonly #log: ChatLog
  /** Last number that each seat has for certain, where it reads too slowly. */
  readonly #behind = new Map<string, number>()
  readonly #catchUps = new Map<string, TokenBucket>()
  readonly #answers = new Map<string, TokenBucket>()
  /** Seats that are being told the history. */
  readonly #catchingUp = new Set<string>()
  /** Ends when all messages so far are on their way. */
  #relayed: Promise<unknown> = Promise.resolve()
  /** Number of the newest message that was relayed. */
  #relayedSeq: number

  constructor(options: RoomChatOptions) {
    this.#options = options
    this.#log = new ChatLog(options.settings, options.history)
    this.#relayedSeq = this.#log.latestSeq
  }

  /** Handles what arrived on the stream of a participant. Never throws. */
  receive(participant: ChatParticipant, payload: string): void {
    const parsed = parse(payload)
    if (!parsed.command) {
      this.#refuse(participant, parsed.clientId, new ProtocolError('bad_request'))
      return
    }
    const { command } = parsed
    try {
      if (command.type === 'message') this.#message(participant, command)
      else this.#catchUp(participant, command.seq)
    } catch (error) {
      if (!(error instanceof ProtocolError)) this.#options.logger.error({ err: error }, 'chat failed')
      this.#refuse(participant, command.type === 'message' ? command.clientId : undefined, error)
    }
  }

  /** The newest message was dropped for this seat: it gets all from there on once it has read the rest. */
  overflowed(participant: ChatParticipant): void {
    // The news of it comes a moment later, so some more are sent again; clients know them by number.
    if (!this.#behind.has(participant.id))
      this.#behind.set(participant.id, Math.max(0, this.#relayedSeq - OVERLAP))
  }

  /** The seat has read all that waited for it. */
  drained(participant: ChatParticipant): void {
    const since = this.#behind.get(participant.id)
    if (since === undefined) return
    this.#behind.delete(participant.id)
    for (const message of this.#missed(since, participant)) void this.#send(participant, message)
  }

  forget(participant: ChatParticipant): void {
    this.#behind.delete(participant.id)
    this.#log.forgetSender(participant.id)
    this.#catchUps.delete(participant.id)
    this.#answers.delete(participant.id)
    this.#catchingUp.delete(participant.id)
  }

  #message(participant: ChatParticipant, command: Extract<ChatCommand, { type: 'message' }>): void {
    const recipient = command.to === undefined ? undefined : this.#options.find(command.to)
    if (command.to !== undefined && !recipient?.announced) throw new ProtocolError('recipient_gone')
    const { message, repeated } = this.#log.add(
      participant,
      {
        clientId: command.clientId,
        text: command.text.toWellFormed(),
        ...(recipient ? { to: { id: recipient.id, name: recipient.name } } : {}),
      },
      Date.now(),
    )
    if (repeated) this.#repeat(participant, message)
    else this.#publish(message, recipient && [...new Set([participant.subchannel, recipient.subchannel])])
  }

  /** Stores a message, and relays it after all that came before it. */
  #publish(message: ChatMessage, subchannels: readonly number[] | undefined): void {
    const { room, store, relay, events, logger } = this.#options
    const stored = store.appendMessage(room, message, this.#log.oldestKept)
    this.#relayed = Promise.all([stored, this.#relayed])
      .then(() => {
        this.#relayedSeq = message.seq
        events.emit('chatMessageStored', { message })
        relay(JSON.stringify(message), subchannels)
      })
      .catch((error: unknown) => logger.error({ err: error }, 'a chat message was stored and not relayed'))
  }

  /** Acknowledges a message that came twice. While the first is on its way, that is its own acknowledgement. */
  #repeat(participant: ChatParticipant, message: ChatMessage): void {
    if (message.seq <= this.#relayedSeq) this.#answer(participant, message)
  }

  /** What a participant may read and has missed, as far as it is stored. */
  #missed(seq: number, participant: ChatParticipant): ChatMessage[] {
    return this.#log.since(seq, participant.id).filter((message) => message.seq <= this.#relayedSeq)
  }

  #catchUp(participant: ChatParticipant, seq: number): void {
    const now = Date.now()
    const bucket =
      this.#catchUps.get(participant.id) ?? new TokenBucket(CATCH_UPS_PER_SECOND, CATCH_UP_BURST, now)
    this.#catchUps.set(participant.id, bucket)
    if (this.#catchingUp.has(participant.id) || !bucket.take(now)) throw new ProtocolError('rate_limited')
    // The order of calls is the order on the stream, so nothing awaits here.
    for (const message of this.#missed(seq, participant)) void this.#send(participant, message)
    this.#catchingUp.add(participant.id)
    void this.#send(participant, { type: 'caught-up', seq: this.#relayedSeq }).finally(() =>
      this.#catchingUp.delete(participant.id),
    )
  }

  #refuse(participant: ChatParticipant, clientId: string | undefined, error: unknown): void {
    const code = error instanceof ProtocolError ? error.code : 'internal'
    const message = error instanceof ProtocolError ? error.message : ERRORS.internal
    this.#answer(participant, {
      type: 'refused',
      ...(clientId === undefined ? {} : { clientId }),
      error: { code, message },
    })
  }

  #answer(participant: ChatParticipant, event: ChatEvent): void {
    const now = Date.now()
    const bucket = this.#answers.get(participant.id) ?? new TokenBucket(ANSWERS_PER_SECOND, ANSWER_BURST, now)
    this.#answers.set(participant.id, bucket)
    if (bucket.take(now)) void this.#send(participant, event)
  }

  /** Never rejects. */
  async #send(participant: ChatParticipant, event: ChatEvent): Promise<void> {
    await participant.sendChat(JSON.stringify(event)).catch((error: unknown) => {
      this.#options.logger.debug({ err: error, participant: participant.id }, 'chat event not delivered')
    })
  }
}

/** Reads untrusted text. Keeps the client id of a broken message, to refuse it by name. */
function parse(payload: string): { command?: ChatCommand; clientId?: string } {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    return {}
  }
  const result = chatCommandSchema.safeParse(value)
  if (result.success) return { command: result.data }
  const clientId = (value as { clientId?: unknown } | null)?.clientId
  return typeof clientId === 'string' && clientId.length <= 64 ? { clientId } : {}
}
