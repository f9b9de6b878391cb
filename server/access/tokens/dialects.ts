import { z } from 'zod'
import { roleSchema, type Role } from '../../../protocol/index.ts'
import type { TokenSettings } from '../../config/schema-accounts.ts'

/** What a token says, in the words of this server. */
export interface TokenClaims {
  /** As the portal calls it, or `*` for every room. */
  room: string
  /** Null leaves it to the room. */
  role: Role | null
  id?: unknown
  name?: unknown
  picture?: unknown
}

/** Reads the claims of a token whose signature is good; undefined when they give no way into a room. */
type Dialect = (claims: unknown, settings: TokenSettings) => TokenClaims | undefined

const ROOM_MAX = 1024
const EVERY_ROOM = '*'

const plenaryClaims = z.looseObject({
  room: z.string().min(1).max(ROOM_MAX),
  role: roleSchema.optional(),
  sub: z.unknown().optional(),
  name: z.unknown().optional(),
  picture: z.unknown().optional(),
})

const plenary: Dialect = (claims) => {
  const { data } = plenaryClaims.safeParse(claims)
  if (!data) return undefined
  const { room, role = null, sub: id, name, picture } = data
  return { room, role, id, name, picture }
}

// Jitsi as a service writes truth as text.
const truth = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true')

// Source: lib-jitsi-meet, doc/tokens.md; JaaS, "JWT structure"; prosody plugin `token_affiliation`.
const jitsiClaims = z.looseObject({
  room: z.string().min(1).max(ROOM_MAX),
  sub: z.unknown().optional(),
  context: z
    .looseObject({
      user: z
        .looseObject({
          id: z.unknown().optional(),
          name: z.unknown().optional(),
          avatar: z.unknown().optional(),
          moderator: truth.optional(),
          affiliation: z.string().optional(),
        })
        .optional(),
      // With `regex` the name of the room is a pattern, which would match more than it says.
      room: z.looseObject({ regex: truth.optional() }).optional(),
    })
    .optional(),
})

const MODERATORS: ReadonlySet<string | undefined> = new Set(['owner', 'moderator', 'teacher'])

const jitsi: Dialect = (claims, { tenant }) => {
  const { data } = jitsiClaims.safeParse(claims)
  if (!data || data.context?.room?.regex === true) return undefined
  if (tenant !== undefined && data.sub !== tenant) return undefined
  const { id, name, avatar: picture, moderator = false, affiliation } = data.context?.user ?? {}
  const isModerator = moderator || MODERATORS.has(affiliation)
  return { room: data.room, role: isModerator ? 'host' : null, id, name, picture }
}

const LIVEKIT_SOURCES = ['camera', 'microphone', 'screen_share']

// Source: LiveKit documentation, "Tokens & grants"; livekit-server-sdk, `grants.ts`: publishing is allowed where
// nothing is said, and a list of sources supersedes that. A grant without a room is for each.
const livekitClaims = z.looseObject({
  sub: z.unknown().optional(),
  name: z.unknown().optional(),
  video: z.looseObject({
    room: z.string().max(ROOM_MAX).default(''),
    roomJoin: z.literal(true),
    roomAdmin: z.boolean().default(false),
    canPublish: z.boolean().default(true),
    canPublishSources: z.array(z.string()).default([]),
    // People of these kinds are seen by nobody there. Here everybody is seen, so they do not come in.
    hidden: z.literal(false).optional(),
    recorder: z.literal(false).optional(),
    agent: z.literal(false).optional(),
  }),
})

const livekit: Dialect = (claims) => {
  const { data } = livekitClaims.safeParse(claims)
  if (!data) return undefined
  const { room, roomAdmin, canPublish, canPublishSources: sources } = data.video
  // A role tells no sources apart, and nobody gets more than a token says: for some sources alone, none.
  const isSpeaker = sources.length === 0 ? canPublish : LIVEKIT_SOURCES.every((one) => sources.includes(one))
  const role = roomAdmin ? 'host' : isSpeaker ? 'speaker' : 'viewer'
  // The page shows the identity where there is no name, as LiveKit's own does.
  const name = typeof data.name === 'string' && data.name !== '' ? data.name : data.sub
  return { room: room === '' ? EVERY_ROOM : room, role, id: data.sub, name }
}

/** Whose words tokens may use. */
export const DIALECTS: Readonly<Record<TokenSettings['dialect'], Dialect>> = { plenary, jitsi, livekit }

/** Whether a token is for every room. */
export function isForEveryRoom({ room }: TokenClaims): boolean {
  return room === EVERY_ROOM
}
