import { z } from 'zod'
import {
  chatMessageSchema,
  DISPLAY_NAME_MAX,
  participantSchema,
  passwordSchema as typedPassword,
  roomRulesSchema,
  ruleChangesSchema,
  banSchema,
} from '../../../protocol/index.ts'

/** Most entries of one answer. */
export const PAGE_MAX = 100

/** How much of a list to answer, and from where on. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50).describe('Most entries of the answer.'),
  cursor: z
    .string()
    .max(1024)
    .optional()
    .describe('Where to go on: `nextCursor` of the answer before. Absent for the beginning.'),
})

/** `nextCursor` of an answer. */
export const nextCursor = z
  .string()
  .nullable()
  .describe('Goes into `cursor` for the entries that follow; null when there are none.')

/** Whether an export comes as JSON or as plain text. */
export const exportFormat = z
  .enum(['json', 'text'])
  .default('json')
  .describe('`text` is one line for each entry, for people; the header `Link` names the part that follows.')

/** A room in a list. */
export const roomSummarySchema = z.object({
  name: z.string().describe('The canonical name, as it stands in links.'),
  participants: z.int().describe('People who have a seat, those who are reconnecting included.'),
  owner: z.string().nullable().describe('Whose room it is; null when it is nobody’s.'),
})

/** A room with what holds in it. */
export const roomSchema = roomSummarySchema.extend({ rules: roomRulesSchema })

const visible = /^[^\p{C}]+$/u

/** Who a room belongs to, as people read it. */
export const ownerName = z
  .string()
  .min(1)
  .max(DISPLAY_NAME_MAX)
  .regex(visible)
  .describe('Whose room it is, as people read it; the name of the API key unless it is given.')

/** A password of a room. */
export const passwordSchema = typedPassword
  .min(1)
  .describe('What people type to come in. Only a slow hash of it is kept.')

/** A room that is to be. */
export const newRoomSchema = z.strictObject({
  name: z.string().max(1024).describe('A canonical room name, such as `team-meeting`.'),
  owner: ownerName.optional(),
  rules: ruleChangesSchema.optional().describe('Rules that differ from those of an open room.'),
  password: passwordSchema.optional(),
})

/** A link with its secret, which is told this once. */
export const secretLinkSchema = z.object({
  token: z.string().describe('The secret. It is told this once, and kept nowhere.'),
  link: z
    .string()
    .describe('Opens the room with it. The secret stands behind `#`, so that no server ever sees it.'),
})

/** Somebody in a room. */
export const participantReplySchema = participantSchema

/** A message that was written to everybody. */
export const exportedMessageSchema = chatMessageSchema
  .pick({ seq: true, at: true, from: true, fromName: true, text: true })
  .describe('`at` is a server time in milliseconds since 1970, `from` the id of a seat.')

/** Somebody who may not come back. */
export const banReplySchema = banSchema

/** A server time in milliseconds since 1970, as people read it. */
export function readableTime(at: number): string {
  return new Date(at).toISOString()
}
