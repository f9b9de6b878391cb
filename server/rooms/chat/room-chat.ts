import {
  ERRORS,
  ProtocolError,
  type ChatCommand,
  type ChatEvent,
  type ChatMessage,
  type Role,
  type RoomRules,
} from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { PrivateMessage, RoomStore } from '../ports/store.ts'
import { requireMayWrite } from './chat-permission.ts'
import { ChatLog, isWithin, type ChatPast, type ChatPosition, type ChatSettings } from './chat-log.ts'
import { ChatPace } from './chat-pace.ts'
import { readAs } from './private-history.ts'
import { readCommand } from './read-command.ts'

/** A participant as the chat knows it. */
export interface ChatParticipant {
  readonly id: string
  readonly name: string
  /** Number for private messages. */
  readonly subchannel: number
  readonly role: Role
  /** Whether others know of it. */
  readonly announced: boolean
  /** Sends a chat event to this participant alone, if its streams are open. */
  sendChat(payload: string): Promise<void>
}

/** What the chat of a room works with. */
export interface RoomChatOptions {
  settings: ChatSettings
  /** Messages from before. */
  history: ChatPast
  room: string
  /** A message is relayed only once it is stored, so that none is lost that somebody saw. */
  store: Pick<RoomStore, 'appendMessage' | 'appendPrivateMessage' | 'removePrivateMessages'>
  find: (participantId: string) => ChatParticipant | undefined
  relay: (payload: string, subchannels?: readonly number[]) => void
  events: RoomEventSink
  /** What holds in the room. */
  law: { readonly rules: RoomRules }
  logger: Logger
}

// Messages that may have been relayed before the worker tells that one was dropped.
const OVERLAP = 100

/** The chat of a room, between the data streams and the log. */
export class RoomChat {
  readonly #options: RoomChatOptions
  readonly #log: ChatLog
  /** Up to where each seat has all for certain, where it reads too slowly. */
  readonly #behind = new Map<string, ChatPosition>()
  readonly #pace = new ChatPace()
  /** Seats that are being told the history. */
  readonly #catchingUp = new Set<string>()
  /** Ends when all messages to everybody so far are on their way. */
  #relayed: Promise<unknown> = Promise.resolve()
  /** The same of private ones: those of others must not hold up what everybody waits for. */
  #relayedPrivately: Promise<unknown> = Promise.resolve()
  /** Number of the newest message to everybody that was relayed. */
  #relayedSeq: number
  /** Number of the newest private message of each seat that was relayed. */
  readonly #relayedPrivateSeq = new Map<string, number>()

  constructor(options: RoomChatOptions) {
    this.#options = options
    this.#log = new ChatLog(options.settings, options.history)
    this.#relayedSeq = this.#log.latestSeq
    for (const kept of options.history.privateMessages) this.#noteRelayed(kept)
    this.#remove(this.#log.trimPrivate())
  }

  /** What was written to everybody after a number, as far as it is stored, and the number of the newest. */
  exported(part: { after: number; limit: number }): { messages: ChatMessage[]; latest: number } {
    const latest = this.#relayedSeq
    return { messages: this.#log.exported(part).filter(({ seq }) => seq <= latest), latest }
  }

  /** Handles what arrived on the stream of a participant. Never throws. */
  receive(participant: ChatParticipant, payload: string): void {
    const parsed = readCommand(payload)
    if (!parsed.command) {
      this.#refuse(participant, parsed.clientId, new ProtocolError('bad_request'))
      return
    }
    const { command } = parsed
    try {
      if (command.type === 'message') this.#message(participant, command)
      else this.#catchUp(participant, { seq: command.seq, privateSeq: command.privateSeq ?? 0 })
    } catch (error) {
      if (!(error instanceof ProtocolError)) this.#options.logger.error({ err: error }, 'chat failed')
      this.#refuse(participant, command.type === 'message' ? command.clientId : undefined, error)
    }
  }

  /** The newest message was dropped for this seat: it gets all from there on once it has read the rest. */
  overflowed(participant: ChatParticipant): void {
    // The news of it comes a moment later, so some more are sent again; clients know them by number.
    if (this.#behind.has(participant.id)) return
    const { seq, privateSeq } = this.#relayedTo(participant.id)
    this.#behind.set(participant.id, {
      seq: Math.max(0, seq - OVERLAP),
      privateSeq: Math.max(0, privateSeq - OVERLAP),
    })
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
    this.#relayedPrivateSeq.delete(participant.id)
    this.#remove(this.#log.forgetSeat(participant.id, (id) => this.#options.find(id) !== undefined))
    this.#pace.forget(participant.id)
    this.#catchingUp.delete(participant.id)
  }

  #message(participant: ChatParticipant, command: Extract<ChatCommand, { type: 'message' }>): void {
    const recipient = command.to === undefined ? undefined : this.#options.find(command.to)
    if (command.to !== undefined && !recipient?.announced) throw new ProtocolError('recipient_gone')
    // What was accepted once is acknowledged whatever holds now.
    if (!this.#log.knows(participant.id, command.clientId))
      requireMayWrite(participant, recipient, this.#options.law.rules)
    const { message, kept, repeated } = this.#log.add(
      participant,
      {
        clientId: command.clientId,
        text: command.text.toWellFormed(),
        ...(recipient ? { to: { id: recipient.id, name: recipient.name } } : {}),
      },
      Date.now(),
    )
    if (repeated) this.#repeat(participant, kept ? readAs(kept, participant.id) : message)
    else if (kept && recipient) this.#deliver(kept, [participant, recipient])
    else this.#publish(message)
  }

  /** Stores a message, and relays it after all that came before it. */
  #publish(message: ChatMessage): void {
    const { room, store, relay } = this.#options
    const stored = store.appendMessage(room, message, this.#log.oldestKept)
    this.#relayed = this.#after([stored, this.#relayed], message, () => {
      this.#relayedSeq = message.seq
      relay(JSON.stringify(message))
    })
  }

  /** Stores a private message, and sends it to each of its ends under the end's own number. */
  #deliver(kept: PrivateMessage, ends: readonly ChatParticipant[]): void {
    const { room, store, relay } = this.#options
    const stored = store.appendPrivateMessage(room, kept)
    this.#remove(this.#log.trimPrivate())
    this.#relayedPrivately = this.#after([stored, this.#relayedPrivately], kept.message, () => {
      this.#noteRelayed(kept)
      for (const { id, subchannel } of ends) relay(JSON.stringify(readAs(kept, id)), [subchannel])
    })
  }

  /** Runs what relays a message once all of this has ended. Never rejects. */
  #after(ended: readonly Promise<unknown>[], message: ChatMessage, relay: () => void): Promise<void> {
    const { events, logger } = this.#options
    return Promise.all(ended)
      .then(() => {
        events.emit('chatMessageStored', { message })
        relay()
      })
      .catch((error: unknown) => logger.error({ err: error }, 'a chat message was stored and not relayed'))
  }

  #noteRelayed({ message, senderSeq, recipientSeq }: PrivateMessage): void {
    const { from, to = from } = message
    this.#relayedPrivateSeq.set(from, senderSeq)
    this.#relayedPrivateSeq.set(to, recipientSeq)
  }

  #remove(numbers: readonly number[]): void {
    const { room, store } = this.#options
    if (numbers.length > 0) void store.removePrivateMessages(room, numbers)
  }

  /** The newest numbers that were relayed to a seat. */
  #relayedTo(seatId: string): ChatPosition {
    return { seq: this.#relayedSeq, privateSeq: this.#relayedPrivateSeq.get(seatId) ?? 0 }
  }

  /** Acknowledges a message that came twice. While the first is on its way, that is its own acknowledgement. */
  #repeat(participant: ChatParticipant, message: ChatMessage): void {
    if (isWithin(message, this.#relayedTo(participant.id))) this.#answer(participant, message)
  }

  /** What a participant may read and has missed, as far as it is stored. */
  #missed(after: ChatPosition, participant: ChatParticipant): ChatMessage[] {
    const relayed = this.#relayedTo(participant.id)
    return this.#log.since(after, participant.id).filter((message) => isWithin(message, relayed))
  }

  #catchUp(participant: ChatParticipant, after: ChatPosition): void {
    if (this.#catchingUp.has(participant.id) || !this.#pace.takeCatchUp(participant.id))
      throw new ProtocolError('rate_limited')
    // The order of calls is the order on the stream, so nothing awaits here.
    for (const message of this.#missed(after, participant)) void this.#send(participant, message)
    this.#catchingUp.add(participant.id)
    const { seq, privateSeq } = this.#relayedTo(participant.id)
    const latest = { seq, ...(privateSeq === 0 ? {} : { privateSeq }) }
    void this.#send(participant, { type: 'caught-up', ...latest }).finally(() =>
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
    if (this.#pace.takeAnswer(participant.id)) void this.#send(participant, event)
  }

  /** Never rejects. */
  async #send(participant: ChatParticipant, event: ChatEvent): Promise<void> {
    await participant.sendChat(JSON.stringify(event)).catch((error: unknown) => {
      this.#options.logger.debug({ err: error, participant: participant.id }, 'chat event not delivered')
    })
  }
}
