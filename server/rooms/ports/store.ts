import type { ChatMessage, Role, SeatMemory, Source } from '../../../protocol/index.ts'
import type { LogStore } from './log-store.ts'
import type { PolicyStore } from './policy-store.ts'
import type { UsedStore } from './used-store.ts'

/** By what the owner of a seat is known again: a ban holds over a restart, and an owner stays one. */
interface StoredPerson {
  /** Subject of the account. */
  account: string | null
  /** Hashes of the marks of the browsers. */
  devices: readonly string[]
  /** Canonical network address. */
  address: string | null
  /** Of the owner token that they showed. */
  ownerGeneration: number | null
}

/** What is kept of a seat while its owner may come back. */
export interface StoredSeat {
  id: string
  subchannel: number
  name: string
  role: Role
  handRaisedAt: number | null
  microphoneMuted: boolean
  /** What the page wants to find again; null when it never said. */
  memory: SeatMemory | null
  /** What hosts have stopped, and who did it, by name. */
  stops: { source: Source; by: string }[]
  /** Counts its resume tokens. */
  tokenGeneration: number
  /** Null for a seat of an earlier version. */
  person: StoredPerson | null
}

/** A private message as it is kept. Each of its ends counts its own, and hears of no other number. */
export interface PrivateMessage {
  /** Order of all private messages of the room, from 1. */
  number: number
  /** `privateSeq` as its sender reads it. */
  senderSeq: number
  /** `privateSeq` as its recipient reads it. */
  recipientSeq: number
  /** With a recipient, and without `privateSeq`. */
  message: ChatMessage
}

/** What is kept of a room. */
export interface StoredRoom {
  /** Seats that were taken when the server stopped, oldest first. */
  seats: StoredSeat[]
  /** Chat for everybody in order, as far as it is retained. */
  messages: ChatMessage[]
  /** Private messages in order, as far as they are retained. */
  privateMessages: PrivateMessage[]
  /** Newest number of the chat for everybody; 0 before the first. */
  chatSeq: number
  nextSubchannel: number
  /** Number of the newest line of its log; 0 before the first. */
  logNumber: number
  /** When the meeting began in which the seats are, in milliseconds since 1970; 0 where that is not known. */
  beganAt: number
  /** Ids of those whom hosts show to everybody, in their order. */
  spotlight: readonly string[]
}

/** What is known of a room of which nothing is kept. */
export const NEW_ROOM: Readonly<StoredRoom> = {
  seats: [],
  messages: [],
  privateMessages: [],
  chatSeq: 0,
  nextSubchannel: 1,
  logNumber: 0,
  beganAt: 0,
  spotlight: [],
}

/**
 * What outlives the process. A promise is fulfilled once the change is safe, so whoever must
 * store something before telling of it waits for that. Changes of one room are carried out in
 * the order of the calls. Those that write never reject: a full disk must not end a meeting, so
 * the store tells the operator instead.
 */
export interface RoomStore extends PolicyStore, LogStore, UsedStore {
  /** Signs resume tokens; the same in the next life of the server. */
  readonly secret: Buffer
  /** Whether anything outlives the process. */
  readonly lasting: boolean
  /** Writes that a failing disk holds up; 0 while all is well. */
  readonly behind: number
  /** Rooms in which somebody had a seat when the server stopped. */
  occupiedRooms(): Promise<string[]>
  /**
   * What is known of a room; undefined for one that is new.
   *
   * @throws {Error} when what is stored cannot be read
   */
  load(room: string): Promise<StoredRoom | undefined>
  saveSeat(room: string, seat: StoredSeat): Promise<void>
  removeSeat(room: string, seatId: string): Promise<void>
  /** Lasts until the room is empty. */
  saveSpotlight(room: string, participantIds: readonly string[]): Promise<void>
  appendMessage(room: string, message: ChatMessage, oldestKept: number): Promise<void>
  /** Messages to everybody with higher numbers than `after`, the oldest first, and the number of the newest. */
  readMessages(
    room: string,
    part: { after: number; limit: number },
  ): Promise<{ messages: ChatMessage[]; latest: number }>
  appendPrivateMessage(room: string, message: PrivateMessage): Promise<void>
  /** @param numbers - of those that are kept no longer */
  removePrivateMessages(room: string, numbers: readonly number[]): Promise<void>
  /** Nobody has a seat any more; the chat is erased after its retention. */
  emptied(room: string): Promise<void>
  close(): Promise<void>
}
