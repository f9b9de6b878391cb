import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'
import { participantIdSchema } from './participants.ts'

/**
 * Messages of the chat data channels, JSON text in UTF-8. A client sends on its
 * own DataProducer and hears on the relay; nothing of this touches the
 * signaling socket.
 */
const clientMessageId = z.string().regex(/^[\w-]{1,64}$/)

/** Client to server. */
export const chatCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'),
    /** Chosen by the sender, unique in its seat: the acknowledgement carries it back. */
    clientId: clientMessageId,
    /** Length is checked apart, so that the sender gets `text_too_long`. */
    text: z.string(),
    /** Recipient of a private message; absent for everybody. */
    to: participantIdSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('since'),
    /** Last number that the client has of the messages to everybody; 0 for all that are kept. */
    seq: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
    /** Last number that it has of its private messages; absent for all that are kept. */
    privateSeq: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  }),
])

/** A message of a client, as `chatCommandSchema` describes it. */
export type ChatCommand = z.infer<typeof chatCommandSchema>

/** A message as the server stamped it. */
export const chatMessageSchema = z.object({
  type: z.literal('message'),
  /**
   * Position among the messages to everybody, from 1. A private message takes none: it carries the
   * number of the one before it, and stands behind that.
   */
  seq: z.number(),
  /** Position among the private messages that the reader sent or got, from 1; absent in others. */
  privateSeq: z.number().optional(),
  id: z.string(),
  clientId: clientMessageId,
  /** Server time in milliseconds since 1970. */
  at: z.number(),
  from: participantIdSchema,
  /** Name at the time of sending: the sender may be gone when it is read. */
  fromName: z.string(),
  text: z.string(),
  to: participantIdSchema.optional(),
  toName: z.string().optional(),
})

/** A chat message, as `chatMessageSchema` describes it. */
export type ChatMessage = z.infer<typeof chatMessageSchema>

/** Server to client. */
export const chatEventSchema = z.discriminatedUnion('type', [
  chatMessageSchema,
  /**
   * All that `since` asked for has been sent. The latest numbers: of the messages to everybody, and of
   * the private ones of the reader, absent before the first.
   */
  z.object({ type: z.literal('caught-up'), seq: z.number(), privateSeq: z.number().optional() }),
  z.object({
    type: z.literal('refused'),
    /** Absent when the message was too malformed to name one. */
    clientId: z.string().optional(),
    error: z.object({ code: z.enum(ERROR_CODES), message: z.string() }),
  }),
])

/** A message to a client, as `chatEventSchema` describes it. */
export type ChatEvent = z.infer<typeof chatEventSchema>

/** Who speaks. Every message is complete, so that a lost one does no harm. */
export const activitySchema = z.object({
  type: z.literal('activity'),
  /** Who holds the floor; stays after silence until somebody else speaks. */
  dominant: participantIdSchema.nullable(),
  /** Those who speak now, loudest first: id and level in dBov, -127 to 0. */
  speaking: z.array(z.tuple([participantIdSchema, z.number()])),
})

/** Who speaks, as `activitySchema` describes it. */
export type Activity = z.infer<typeof activitySchema>

/**
 * The unreliable activity stream, server to client. While nobody speaks it beats,
 * at least every `ACTIVITY_INTERVAL_MS`: silence on it means that the path is broken.
 */
export const activityEventSchema = z.discriminatedUnion('type', [
  activitySchema,
  z.object({ type: z.literal('beat') }),
])

/** A message on the activity stream, as `activityEventSchema` describes it. */
export type ActivityEvent = z.infer<typeof activityEventSchema>
