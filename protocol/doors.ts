import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'
import { INVITATIONS_MAX, LOBBY_LISTED_MAX, LOBBY_TEXT_MAX, PASSWORD_MAX, TOKEN_MAX } from './limits.ts'
import { roleSchema } from './roles.ts'

const token = z
  .string()
  .max(TOKEN_MAX)
  .regex(/^[\x21-\x7e]+$/)
/** One line for people: no control character and no separator of lines. */
const line = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .regex(/^[\x20-\x7e\xa0-\u2027\u202a-\uffff]*$/)
/** Sentences for people: no control character but the line feed. */
const sentences = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .regex(/^[\n\x20-\x7e\xa0-\u2027\u202a-\uffff]*$/)

/** A password of a room, as people type it. */
export const passwordSchema = line(PASSWORD_MAX)

/** Somebody who waits in a lobby. */
export const knockIdSchema = z.string().regex(/^[\w-]{8,32}$/)

/** What somebody shows at the door, as far as they have it. Nothing of it is ever told to others or logged. */
export const credentialsSchema = z.strictObject({
  /** Says that this browser made the room. */
  owner: token.optional(),
  /** Another one of these, where a link brought one and this browser had one: it is enough that one of them is good. */
  otherOwner: token.optional(),
  /** From an invitation link. */
  invitation: token.optional(),
  password: passwordSchema.optional(),
  /** A join token of a portal (JWT). */
  token: token.optional(),
  /** From `lobby:decided`: a host has let this person in. */
  pass: token.optional(),
  /** A random mark of this browser, by which a ban knows it again as long as it is kept. */
  device: z
    .string()
    .regex(/^[\w-]{16,64}$/)
    .optional(),
})

/** What somebody shows at the door, as `credentialsSchema` describes it. */
export type Credentials = z.infer<typeof credentialsSchema>

/** Somebody who waits, as hosts see it. */
export const waitingPersonSchema = z.object({
  id: knockIdSchema,
  name: z.string(),
  /** Server time in milliseconds since 1970. */
  since: z.number(),
  /** Name of the account that says who this is; absent for guests, who may call themselves anything. */
  account: z.string().optional(),
  picture: z.string().optional(),
  /** False while the connection is broken. */
  isConnected: z.boolean(),
})

/** Somebody who waits, as `waitingPersonSchema` describes it. */
export type WaitingPerson = z.infer<typeof waitingPersonSchema>

/** Who waits; those who came first, and how many in all. */
export const lobbySchema = z.object({
  waiting: z.array(waitingPersonSchema).max(LOBBY_LISTED_MAX),
  count: z.number(),
})

/** Whom a host means: some, or all who wait at that moment. */
export const knockersSchema = z.union([z.array(knockIdSchema).min(1).max(LOBBY_LISTED_MAX), z.literal('all')])

/** What becomes of somebody who waits. */
export const lobbyDecisionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('admitted'),
    /** Goes into the credentials of the join that follows; good for a short time and for this person alone. */
    pass: z.string(),
  }),
  z.object({
    kind: z.literal('refused'),
    code: z.enum(ERROR_CODES),
    message: z.string(),
    /** What the host says to that; absent when nothing. */
    reason: z.string().optional(),
  }),
])

/** What becomes of somebody who waits, as `lobbyDecisionSchema` describes it. */
export type LobbyDecision = z.infer<typeof lobbyDecisionSchema>

/** A reason or a message of a host to people who wait. */
export const lobbyTextSchema = sentences(LOBBY_TEXT_MAX)

const invitationId = z.string().regex(/^[\w-]{8,32}$/)

/** What an invitation is for. */
export const newInvitationSchema = z.strictObject({
  role: roleSchema,
  /** For whom, as its maker calls it. */
  note: line(100).optional(),
  /** How often it may be used; null for any number of times. */
  uses: z.int().min(1).max(10_000).nullable(),
  /** How long it is good, in minutes; null for as long as the room is kept. */
  minutes: z.int().min(1).max(527_040).nullable(),
})

/** An invitation as hosts see it: its secret is told once, to whoever made it. */
export const invitationSchema = z.object({
  id: invitationId,
  role: roleSchema,
  note: z.string().optional(),
  usesLeft: z.number().nullable(),
  used: z.number(),
  /** Server times in milliseconds since 1970. */
  madeAt: z.number(),
  expiresAt: z.number().nullable(),
  madeBy: z.string(),
})

/** An invitation, as `invitationSchema` describes it. */
export type Invitation = z.infer<typeof invitationSchema>

/** All invitations of a room that are good. */
export const invitationsSchema = z.object({ invitations: z.array(invitationSchema).max(INVITATIONS_MAX) })

/** Where somebody is expected who was moved. */
export const nextRoomSchema = z.object({
  /** Canonical name. */
  room: z.string(),
  /** Lets this person in there; absent where nothing is needed. */
  invitation: z.string().optional(),
})

/** Where somebody is expected, as `nextRoomSchema` describes it. */
export type NextRoom = z.infer<typeof nextRoomSchema>

/** Names an invitation. */
export const invitationIdSchema = z.strictObject({ id: invitationId })
