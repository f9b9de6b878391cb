import {
  chatCommandSchema,
  ERRORS,
  ProtocolError,
  type ChatCommand,
  type ChatEvent,
  type ChatMessage,
} from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import { ChatLog, type ChatSettings } from './chat-log.ts'
import type { Seat } from './seat.ts'
import { TokenBucket } from './token-bucket.ts'

export interface RoomChatOptions {
  settings: ChatSettings
  /** Messages from before. */
  history: { messages: readonly ChatMessage[]; chatSeq: number }
  /** Stores a message; it is relayed only afterwards, so that none is lost that somebody saw. */
  keep: (message: ChatMessage, oldestKept: number) => void
  findSeat: (participantId: string) => Seat | undefined
  relay: (payload: string, subchannels?: readonly number[]) => void
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

  constructor(options: RoomChatOptions) {
    this.#options = options
    this.#log = new ChatLog(options.settings, options.history)
  }

  /** Handles what arrived on the stream of a seat. Never throws. */
  receive(seat: Seat, payload: string): void {
    const parsed = parse(payload)
    if (!parsed.command) {
      this.#refuse(seat, parsed.clientId, new ProtocolError('bad_request'))
      return
    }
    const { command } = parsed
    try {
      if (command.type === 'message') this.#message(seat, command)
      else this.#catchUp(seat, command.seq)
    } catch (error) {
      if (!(error instanceof ProtocolError)) this.#options.logger.error({ err: error }, 'chat failed')
      this.#refuse(seat, command.type === 'message' ? command.clientId : undefined, error)
    }
  }

  /** The newest message was dropped for this seat: it gets all from there on once it has read the rest. */
  overflowed(seat: Seat): void {
    // The news of it comes a moment later, so some more are sent again; clients know them by number.
    if (!this.#behind.has(seat.id)) this.#behind.set(seat.id, Math.max(0, this.#log.latestSeq - OVERLAP))
  }

  /** The seat has read all that waited for it. */
  drained(seat: Seat): void {
    const since = this.#behind.get(seat.id)
    if (since === undefined) return
    this.#behind.delete(seat.id)
    for (const message of this.#log.since(since, seat.id)) void this.#send(seat, message)
  }

  forget(seat: Seat): void {
    this.#behind.delete(seat.id)
    this.#log.forgetSender(seat.id)
    this.#catchUps.delete(seat.id)
    this.#answers.delete(seat.id)
    this.#catchingUp.delete(seat.id)
  }

  #message(seat: Seat, command: Extract<ChatCommand, { type: 'message' }>): void {
    const recipient = command.to === undefined ? undefined : this.#options.findSeat(command.to)
    if (command.to !== undefined && !recipient?.announced) throw new ProtocolError('recipient_gone')
    const { message, repeated } = this.#log.add(
      seat,
      {
        clientId: command.clientId,
        text: command.text.toWellFormed(),
        ...(recipient ? { to: { id: recipient.id, name: recipient.name } } : {}),
      },
      Date.now(),
    )
    if (!repeated) this.#options.keep(message, this.#log.oldestKept)
    const payload = JSON.stringify(message)
    if (repeated) this.#answer(seat, message)
    else if (recipient) this.#options.relay(payload, [...new Set([seat.subchannel, recipient.subchannel])])
    else this.#options.relay(payload)
  }

  #catchUp(seat: Seat, seq: number): void {
    const now = Date.now()
    const bucket = this.#catchUps.get(seat.id) ?? new TokenBucket(CATCH_UPS_PER_SECOND, CATCH_UP_BURST, now)
    this.#catchUps.set(seat.id, bucket)
    if (this.#catchingUp.has(seat.id) || !bucket.take(now)) throw new ProtocolError('rate_limited')
    // The order of calls is the order on the stream, so nothing awaits here.
    for (const message of this.#log.since(seq, seat.id)) void this.#send(seat, message)
    this.#catchingUp.add(seat.id)
    void this.#send(seat, { type: 'caught-up', seq: this.#log.latestSeq }).finally(() =>
      this.#catchingUp.delete(seat.id),
    )
  }

  #refuse(seat: Seat, clientId: string | undefined, error: unknown): void {
    const code = error instanceof ProtocolError ? error.code : 'internal'
    const message = error instanceof ProtocolError ? error.message : ERRORS.internal
    this.#answer(seat, {
      type: 'refused',
      ...(clientId === undefined ? {} : { clientId }),
      error: { code, message },
    })
  }

  #answer(seat: Seat, event: ChatEvent): void {
    const now = Date.now()
    const bucket = this.#answers.get(seat.id) ?? new TokenBucket(ANSWERS_PER_SECOND, ANSWER_BURST, now)
    this.#answers.set(seat.id, bucket)
    if (bucket.take(now)) void this.#send(seat, event)
  }

  /** Never rejects. */
  async #send(seat: Seat, event: ChatEvent): Promise<void> {
    await seat.media?.peer.sendChat(JSON.stringify(event)).catch((error: unknown) => {
      this.#options.logger.debug({ err: error, participant: seat.id }, 'chat event not delivered')
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
