import { z } from 'zod'
import { ENDING_MAX_SECONDS, LOG_LINES_MAX, SPOTLIGHTS_MAX } from './limits.ts'
import { askForTrackSchema, banSchema, logEntrySchema, stopTracksSchema } from './moderation.ts'
import { sourceSchema } from './media.ts'
import { participantIdSchema } from './participants.ts'
import { empty, type RequestRow } from './request-row.ts'
import { roleSchema } from './roles.ts'

/** What hosts do to others inside, and to the meeting. */
export const moderationRequests = {
  'tracks:stop': {
    permission: 'participant',
    action: 'stop-tracks',
    about: 'Mutes a microphone, stops a camera or a screen, of one or of all.',
    params: stopTracksSchema,
    reply: z.object({ stopped: z.number() }),
  },
  'tracks:heed': {
    permission: 'participant',
    about:
      'Says that the page has switched off what a host stopped: what it begins of that from now on, its owner wants.',
    params: z.strictObject({ source: sourceSchema }),
    reply: empty,
  },
  'tracks:ask': {
    permission: 'participant',
    action: 'ask-for-tracks',
    about: 'Asks somebody to switch something on.',
    params: askForTrackSchema,
    reply: empty,
  },
  'hands:lower': {
    permission: 'participant',
    action: 'lower-hands',
    about: 'Lowers the hand of one, or of all.',
    params: z.strictObject({ participantId: participantIdSchema.optional() }),
    reply: z.object({ lowered: z.number() }),
  },
  'role:set': {
    permission: 'participant',
    about:
      'Gives somebody another role. Speakers and viewers by co-hosts too, hosts and co-hosts by hosts alone.',
    params: z.strictObject({ participantId: participantIdSchema, role: roleSchema }),
    reply: empty,
  },
  'spotlight:set': {
    permission: 'participant',
    action: 'spotlight',
    about: 'Shows these people to everybody, large; nobody with an empty list.',
    params: z.strictObject({ participantIds: z.array(participantIdSchema).max(SPOTLIGHTS_MAX) }),
    reply: empty,
  },
  'participant:remove': {
    permission: 'participant',
    action: 'remove',
    about: 'Takes the seat of somebody, and with `ban` does not let them back in.',
    params: z.strictObject({ participantId: participantIdSchema, ban: z.boolean() }),
    reply: empty,
  },
  'ban:list': {
    permission: 'participant',
    action: 'remove',
    about: 'Tells who may not come back.',
    params: empty,
    reply: z.object({ bans: z.array(banSchema) }),
  },
  'ban:lift': {
    permission: 'participant',
    action: 'remove',
    about: 'Lets somebody come back.',
    params: z.strictObject({ id: z.string().regex(/^[\w-]{8,32}$/) }),
    reply: empty,
  },
  'log:read': {
    permission: 'participant',
    action: 'read-log',
    about: 'Reads the log of the meeting, the newest lines first.',
    params: z.strictObject({
      /** Only lines with lower numbers. */
      before: z.int().min(1).optional(),
      limit: z.int().min(1).max(LOG_LINES_MAX),
    }),
    reply: z.object({ entries: z.array(logEntrySchema) }),
  },
  'room:end': {
    permission: 'participant',
    action: 'end-room',
    about: 'Ends the meeting for all after so many seconds; null calls that off.',
    params: z.strictObject({ seconds: z.int().min(0).max(ENDING_MAX_SECONDS).nullable() }),
    reply: empty,
  },
} as const satisfies Record<string, RequestRow>
