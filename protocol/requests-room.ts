import { z } from 'zod'
import { credentialsSchema } from './doors.ts'
import { KEPT_CONSUMERS_MAX, KEPT_PRODUCERS_MAX } from './limits.ts'
import { dataConsumerOptionsSchema, rtpCapabilitiesSchema, transportOptionsSchema } from './media.ts'
import { roomStateSchema } from './moderation.ts'
import { participantIdSchema, participantSchema } from './participants.ts'
import { empty, objectId, typedName, type RequestRow } from './request-row.ts'
import { rosterFindSchema, rosterFoundSchema, rosterLookSchema, rosterWindowSchema } from './roster.ts'
import { seatMemorySchema } from './view.ts'

/** What everybody asks for: to see a room, to come in, to be somebody in it, to look at the list of people. */
export const roomRequests = {
  ping: {
    permission: 'anybody',
    outOfTurn: true,
    about: 'Answered at once, whatever else is under way: the connection works.',
    params: empty,
    reply: empty,
  },
  'room:preview': {
    permission: 'anybody',
    about:
      'Tells how many are in a room before joining it, and some names where the operator wants that. Of a room that ' +
      'is not open to everybody it tells what it tells of one that does not exist.',
    params: z.strictObject({ room: typedName }),
    reply: z.object({
      room: z.string(),
      count: z.number(),
      names: z.array(z.string()),
      /** Whose room it is, as a name; absent when it is nobody's. */
      owner: z.string().optional(),
    }),
  },
  'room:claim': {
    permission: 'anybody',
    about:
      "Makes a room that is nobody's the own one: a new one, or one in which nobody is but the one who asks. The " +
      'token that it is answered with says so from then on.',
    params: z.strictObject({ room: typedName, name: typedName }),
    reply: z.object({ room: z.string(), owner: z.string() }),
  },
  'room:join': {
    permission: 'anybody',
    about: 'Takes a seat. With a resume token that is still good, the same seat as before.',
    params: z.strictObject({
      room: typedName,
      name: typedName,
      rtpCapabilities: rtpCapabilitiesSchema,
      resumeToken: z
        .string()
        .regex(/^[\x20-\x7e]{1,256}$/)
        .optional(),
      /** What the door may ask for; a resume token alone is enough for the former seat. */
      credentials: credentialsSchema.optional(),
      /** What the client still holds of the seat's media, which then goes on; absent when it begins anew. */
      kept: z
        .strictObject({
          consumerIds: z.array(objectId).max(KEPT_CONSUMERS_MAX),
          producerIds: z.array(objectId).max(KEPT_PRODUCERS_MAX),
        })
        .optional(),
    }),
    reply: z.object({
      self: participantSchema,
      resumeToken: z.string(),
      /** True when the token gave the former seat back. */
      resumed: z.boolean(),
      /** The owner of the room has this seat; absent for everybody else. */
      isRoomOwner: z.literal(true).optional(),
      /** What holds in the room, as far as it differs from an open one; absent when nothing does. */
      state: roomStateSchema.optional(),
      /** Those who matter first; in a small room the others follow in room:changed, in a large one nobody does. */
      participants: z.array(participantSchema),
      /** Everybody else in the room, whether named or not. */
      participantCount: z.number(),
      /** The page is told of everybody; false in a large room, where it is told of those who matter to it. */
      whole: z.boolean(),
      dominantSpeaker: z.string().nullable(),
      /** Whether the microphone of the seat was muted when it was last seen. */
      microphoneMuted: z.boolean(),
      /** What the page asked to keep with the seat; null when it never did. */
      memory: seatMemorySchema.nullable(),
      /** Own producers that go on; what the client holds beside them is gone. */
      producerIds: z.array(z.string()),
      /** New ones, or those that the client holds when its media goes on. */
      transports: z.object({
        send: transportOptionsSchema,
        receive: transportOptionsSchema,
      }),
      dataConsumers: z.array(dataConsumerOptionsSchema),
    }),
  },
  'room:leave': {
    permission: 'participant',
    about: 'Gives the seat up at once.',
    params: empty,
    reply: empty,
  },
  'participant:rename': {
    permission: 'participant',
    about: 'Changes the own display name, or as a host that of another one.',
    params: z.strictObject({ name: typedName, participantId: participantIdSchema.optional() }),
    reply: z.object({ name: z.string() }),
  },
  'hand:set': {
    permission: 'participant',
    action: 'raise-hand',
    about: 'Raises or lowers the own hand.',
    params: z.strictObject({ raised: z.boolean() }),
    reply: empty,
  },
  'roster:look': {
    permission: 'participant',
    about:
      'Opens or moves the one window of this seat on a sorted list of the others, or closes it with a count of 0. ' +
      'Its people are told of as long as they are in it; roster:changed follows it.',
    params: rosterLookSchema,
    reply: rosterWindowSchema,
  },
  'roster:find': {
    permission: 'participant',
    about: 'Finds people by a part of their name, in the order of the list of people. Changes nothing.',
    params: rosterFindSchema,
    reply: rosterFoundSchema,
  },
  'seat:remember': {
    permission: 'participant',
    about: 'Keeps with the seat what the page wants to find again when it comes back.',
    params: seatMemorySchema,
    reply: empty,
  },
} as const satisfies Record<string, RequestRow>
