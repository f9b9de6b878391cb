import { z } from 'zod'
import {
  chatMessageSchema,
  seatMemorySchema,
  sourceSchema,
  type ChatMessage,
  type Role,
} from '../../protocol/index.ts'
import type { PrivateMessage, StoredSeat } from '../rooms/ports/store.ts'
import { readJson } from './stored-json.ts'
import type { Row } from './tables.ts'

const privateMessageSchema = z.object({
  number: z.int(),
  senderSeq: z.int(),
  recipientSeq: z.int(),
  message: chatMessageSchema,
})

const personSchema = z.object({
  account: z.string().nullable(),
  devices: z.array(z.string()),
  address: z.string().nullable(),
  ownerGeneration: z.int().nullable(),
})

const stopsSchema = z.array(z.object({ source: sourceSchema, by: z.string() }))

/** Whom hosts show to everybody, as it is stored. */
export function readSpotlight(row: Row | undefined): string[] {
  return readJson(z.array(z.string()), row?.spotlight ?? null) ?? []
}

/** A seat as it is stored. */
export function readSeat(row: Row): StoredSeat {
  return {
    id: String(row.id),
    subchannel: Number(row.subchannel),
    name: String(row.name),
    role: row.role as Role,
    handRaisedAt: row.hand_raised_at === null ? null : Number(row.hand_raised_at),
    microphoneMuted: row.microphone_muted === 1,
    tokenGeneration: Number(row.token_generation),
    memory: readJson(seatMemorySchema, row.memory) ?? null,
    stops: readJson(stopsSchema, row.stops) ?? [],
    person: readJson(personSchema, row.person) ?? null,
  }
}

/** A message for everybody; one of another version of the protocol is left out. */
export function readMessage(row: Row): ChatMessage[] {
  const message = readJson(chatMessageSchema, row.body)
  return message ? [message] : []
}

/** A private message, likewise. */
export function readPrivateMessage(row: Row): PrivateMessage[] {
  const message = readJson(privateMessageSchema, row.body)
  return message ? [message] : []
}
