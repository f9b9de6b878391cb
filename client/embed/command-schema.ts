import { z } from 'zod'
import { CHAT_TEXT_MAX, DISPLAY_NAME_MAX, PASSWORD_MAX, TOKEN_MAX } from '../../protocol/limits.ts'
import type { MeetingCommand } from './embed.ts'

// Longer names are refused by the server with a reason; these bounds only keep floods out.
const name = z.string().max(DISPLAY_NAME_MAX * 4)
const on = z.boolean()

const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('join'),
    name: name.optional(),
    password: z.string().max(PASSWORD_MAX).optional(),
    token: z
      .string()
      .max(TOKEN_MAX)
      .regex(/^[\x21-\x7e]+$/)
      .optional(),
  }),
  z.strictObject({ type: z.literal('setToolbar'), shown: z.boolean() }),
  z.strictObject({ type: z.literal('leave') }),
  z.strictObject({ type: z.literal('setMicrophone'), on }),
  z.strictObject({ type: z.literal('setCamera'), on }),
  z.strictObject({ type: z.literal('shareScreen'), on }),
  z.strictObject({ type: z.literal('setName'), name }),
  z.strictObject({ type: z.literal('sendChat'), text: z.string().min(1).max(CHAT_TEXT_MAX) }),
])

/** A command as the page around this one sent it; undefined for anything else. */
export function readCommand(data: unknown): MeetingCommand | undefined {
  return commandSchema.safeParse(data).data
}
