import type { ChatMessage, LogEntry } from '../../protocol/index.ts'
import type { StoredPolicy } from './ports/policy-store.ts'
import { NEW_ROOM, type RoomStore, type StoredRoom, type StoredSeat } from './ports/store.ts'
import type { UsedKind, UsedOnce } from './ports/used-store.ts'
import { CallGate } from './test-call-gate.ts'

/** A store in memory that answers when the test says so. */
export class FakeStore implements RoomStore {
  readonly secret = Buffer.alloc(32, 7)
  readonly lasting = true
  readonly behind = 0
  readonly gate = new CallGate()
  readonly rooms = new Map<string, StoredRoom>()
  readonly emptiedRooms: string[] = []
  readonly policies = new Map<string, StoredPolicy>()
  readonly logs = new Map<string, LogEntry[]>()
  /** What was used, by kind and key. */
  readonly used = new Map<string, UsedOnce>()

  /** Seats of a room that are stored now, by id. */
  seats(room: string): Map<string, StoredSeat> {
    return new Map(this.rooms.get(room)?.seats.map((seat) => [seat.id, seat]))
  }

  occupiedRooms(): Promise<string[]> {
    return Promise.resolve([...this.rooms].filter(([, { seats }]) => seats.length > 0).map(([name]) => name))
  }

  async load(room: string): Promise<StoredRoom | undefined> {
    await this.gate.pass('load')
    const stored = this.rooms.get(room)
    return stored && { ...stored, logNumber: this.logs.get(room)?.at(-1)?.number ?? 0 }
  }

  async saveSeat(room: string, seat: StoredSeat): Promise<void> {
    await this.gate.pass('saveSeat')
    const stored = this.#room(room)
    if (stored.seats.length === 0) stored.beganAt = Date.now()
    stored.seats = [...stored.seats.filter(({ id }) => id !== seat.id), seat]
  }

  async removeSeat(room: string, seatId: string): Promise<void> {
    await this.gate.pass('removeSeat')
    const stored = this.#room(room)
    stored.seats = stored.seats.filter(({ id }) => id !== seatId)
  }

  async saveSpotlight(room: string, participantIds: readonly string[]): Promise<void> {
    await this.gate.pass('saveSpotlight')
    this.#room(room).spotlight = participantIds
  }

  async appendMessage(room: string, message: StoredRoom['messages'][number]): Promise<void> {
    await this.gate.pass('appendMessage')
    const stored = this.#room(room)
    stored.messages.push(message)
    stored.chatSeq = message.seq
  }

  async readMessages(
    room: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<{ messages: ChatMessage[]; latest: number }> {
    const { messages, chatSeq } = this.#room(room)
    return { messages: messages.filter(({ seq }) => seq > after).slice(0, limit), latest: chatSeq }
  }

  async appendPrivateMessage(room: string, message: StoredRoom['privateMessages'][number]): Promise<void> {
    await this.gate.pass('appendPrivateMessage')
    this.#room(room).privateMessages.push(message)
  }

  async removePrivateMessages(room: string, numbers: readonly number[]): Promise<void> {
    await this.gate.pass('removePrivateMessages')
    const stored = this.#room(room)
    stored.privateMessages = stored.privateMessages.filter(({ number }) => !numbers.includes(number))
  }

  emptied(room: string): Promise<void> {
    this.emptiedRooms.push(room)
    return Promise.resolve()
  }

  async loadPolicy(room: string): Promise<StoredPolicy | undefined> {
    await this.gate.pass('loadPolicy')
    return this.policies.get(room)
  }

  async savePolicy(room: string, policy: StoredPolicy): Promise<void> {
    await this.gate.pass('savePolicy')
    this.policies.set(room, policy)
  }

  async removePolicy(room: string): Promise<void> {
    await this.gate.pass('removePolicy')
    this.policies.delete(room)
    this.logs.delete(room)
  }

  async listPolicies(after: string, limit: number): Promise<string[]> {
    return [...this.policies.keys()]
      .filter((room) => room > after)
      .sort()
      .slice(0, limit)
  }

  async appendLog(room: string, entry: LogEntry, oldestKept: number): Promise<void> {
    await this.gate.pass('appendLog')
    const kept = [...(this.logs.get(room) ?? []), entry].filter(({ number }) => number >= oldestKept)
    this.logs.set(room, kept)
  }

  async removeLog(room: string): Promise<void> {
    await this.gate.pass('removeLog')
    this.logs.delete(room)
  }

  async loadUsed(kind: UsedKind): Promise<UsedOnce[]> {
    return [...this.used].filter(([key]) => key.startsWith(`${kind}\n`)).map(([, used]) => used)
  }

  async saveUsed(kind: UsedKind, used: UsedOnce): Promise<void> {
    await this.gate.pass('saveUsed')
    this.used.set(`${kind}\n${used.key}`, used)
  }

  async readLog(room: string, before: number, limit: number): Promise<LogEntry[]> {
    const entries = (this.logs.get(room) ?? []).filter(({ number }) => number < before)
    return entries.toReversed().slice(0, limit)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #room(name: string): StoredRoom {
    const stored = this.rooms.get(name) ?? structuredClone(NEW_ROOM)
    this.rooms.set(name, stored)
    return stored
  }
}
