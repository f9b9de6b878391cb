import { z } from 'zod'

const senders = z.enum(['everyone', 'hosts'])

/** When a room is open, by the clock of a place. */
export const openingHoursSchema = z.strictObject({
  /** An IANA time zone such as Europe/Berlin. */
  timeZone: z.string().regex(/^[A-Za-z0-9_+/-]{1,64}$/),
  /** A room is open in any of these; 24:00 ends a day. */
  windows: z
    .array(
      z.strictObject({
        /** Days of the week, 1 is Monday and 7 is Sunday. */
        days: z.array(z.int().min(1).max(7)).min(1).max(7),
        from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
        until: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
      }),
    )
    .min(1)
    .max(21),
})

/** When a room is open, as `openingHoursSchema` describes it. */
export type OpeningHours = z.infer<typeof openingHoursSchema>

/** Whether a room is open. Outside of its hours nobody comes in but its hosts; who is inside stays. */
export const roomRulesSchema = z.strictObject({
  /** Nobody new comes in, except by an invitation of a host or as a host. */
  locked: z.boolean(),
  /** Whoever has no role by right waits until a host lets them in. */
  lobby: z.boolean(),
  /** Whether a password is asked for; set by `password:set` alone. */
  hasPassword: z.boolean(),
  /** Newcomers are viewers. */
  webinar: z.boolean(),
  /** Newcomers come with their microphones muted. */
  startMuted: z.boolean(),
  /** Who of those on the stage may send each of these. */
  microphone: senders,
  camera: senders,
  screen: senders,
  /** Who may write to everybody. */
  chat: z.enum(['everyone', 'speakers', 'hosts']),
  /** `with-hosts`: one of the two ends is a host. */
  privateChat: z.enum(['everyone', 'with-hosts', 'off']),
  /** Who may change the own name. */
  rename: senders,
  /** Most people in the room, within what the server allows; null leaves it to the server. */
  maxParticipants: z.int().min(1).max(10_000).nullable(),
  hours: openingHoursSchema.nullable(),
})

/** What holds in a room, as `roomRulesSchema` describes it. */
export type RoomRules = z.infer<typeof roomRulesSchema>

/** What holds in a room of which nobody said anything else. */
export const OPEN_RULES: RoomRules = {
  locked: false,
  lobby: false,
  hasPassword: false,
  webinar: false,
  startMuted: false,
  microphone: 'everyone',
  camera: 'everyone',
  screen: 'everyone',
  chat: 'everyone',
  privateChat: 'everyone',
  rename: 'everyone',
  maxParticipants: null,
  hours: null,
}

/** Rules that somebody may change; absent ones stay. */
export const ruleChangesSchema = roomRulesSchema.omit({ hasPassword: true }).partial()

/** Rules that change, as `ruleChangesSchema` describes it. */
export type RuleChanges = z.infer<typeof ruleChangesSchema>

/** Rules with changes laid over them; what is absent, or undefined, stays. Pure. */
export function overlayRules(
  rules: RoomRules,
  changes: Partial<Record<keyof RoomRules, unknown>>,
): RoomRules {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  return { ...rules, ...(Object.fromEntries(given) as Partial<RoomRules>) }
}
