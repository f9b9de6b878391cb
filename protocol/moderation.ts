import { z } from 'zod'
import { SPOTLIGHTS_MAX } from './limits.ts'
import { sourceSchema } from './media.ts'
import { participantIdSchema } from './participants.ts'
import { roleSchema } from './roles.ts'
import { roomRulesSchema } from './rules.ts'

const trackSource = z.enum(['microphone', 'camera', 'screen'])

/** Who did something: somebody in the room, or a program of the operator. */
export const actorSchema = z.object({
  /** Absent for a program. */
  id: participantIdSchema.optional(),
  name: z.string(),
})

/** Who did something, as `actorSchema` describes it. */
export type ActorName = z.infer<typeof actorSchema>

/** Stops what somebody sends, or what everybody but hosts does. */
export const stopTracksSchema = z.strictObject({
  /** Absent for everybody but hosts, co-hosts and oneself. */
  participantId: participantIdSchema.optional(),
  source: trackSource,
})

/** Asks somebody to switch something on: nobody can do it for them. */
export const askForTrackSchema = z.strictObject({ participantId: participantIdSchema, source: trackSource })

/** What all in a room are told of it, as state: only what differs from an open room of which nobody said anything. */
export const roomStateSchema = z.object({
  /** Rules that differ from `OPEN_RULES`. */
  rules: roomRulesSchema.partial().optional(),
  /** Whom hosts show to everybody, large; absent for nobody. */
  spotlight: z.array(participantIdSchema).max(SPOTLIGHTS_MAX).optional(),
  /** Whose room it is, as a name; absent when it is nobody's. */
  owner: z.string().optional(),
  /** The meeting ends for all. */
  ending: z.object({ inMs: z.number(), by: actorSchema }).optional(),
})

/** What all in a room are told of it, as `roomStateSchema` describes it. */
export type RoomState = z.infer<typeof roomStateSchema>

/** Something that was done to the one who is told of it. */
export const moderatedSchema = z.object({
  by: actorSchema,
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('stopped'), source: sourceSchema }),
    z.object({ kind: z.literal('asked'), source: sourceSchema }),
    z.object({ kind: z.literal('renamed'), name: z.string() }),
    z.object({ kind: z.literal('role'), role: roleSchema }),
    z.object({ kind: z.literal('hand-lowered') }),
  ]),
})

/** Something that was done, as `moderatedSchema` describes it. */
export type Moderated = z.infer<typeof moderatedSchema>

/** What can stand in the log of a meeting, which hosts read. */
export const logKindSchema = z.enum([
  'joined',
  'left',
  'knocked',
  'admitted',
  'denied',
  'tracks-stopped',
  'asked',
  'role-changed',
  'renamed',
  'removed',
  'moved',
  'banned',
  'ban-lifted',
  'hands-lowered',
  'spotlight',
  'rules-changed',
  'password-set',
  'password-removed',
  'invitation-made',
  'invitation-revoked',
  'claimed',
  'ending',
  'ended',
])

/** One line of the log of a meeting. */
export const logEntrySchema = z.object({
  /** From 1, in order. */
  number: z.number(),
  /** Server time in milliseconds since 1970. */
  at: z.number(),
  kind: logKindSchema,
  by: actorSchema.optional(),
  /** Whom it concerns; absent for the room or everybody. */
  target: z.object({ id: participantIdSchema.optional(), name: z.string() }).optional(),
  /** What else there is to say, such as a source, a role, or the changed rules. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})

/** One line of the log, as `logEntrySchema` describes it. */
export type LogEntry = z.infer<typeof logEntrySchema>

/** Somebody who may not come back. */
export const banSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Server time in milliseconds since 1970. */
  at: z.number(),
  by: z.string(),
  /** By what they are known again. */
  marks: z.array(z.enum(['account', 'device', 'address'])),
})

/** Somebody who may not come back, as `banSchema` describes it. */
export type Ban = z.infer<typeof banSchema>
