import { z } from 'zod'
import {
  credentialsSchema,
  invitationIdSchema,
  invitationsSchema,
  invitationSchema,
  knockersSchema,
  knockIdSchema,
  lobbySchema,
  lobbyTextSchema,
  newInvitationSchema,
  passwordSchema,
} from './doors.ts'
import {
  CONSUMER_BATCH_MAX,
  ENDING_MAX_SECONDS,
  KEPT_CONSUMERS_MAX,
  KEPT_PRODUCERS_MAX,
  LOG_LINES_MAX,
  SPOTLIGHTS_MAX,
  TILE_PIXELS_MAX,
} from './limits.ts'
import {
  dataConsumerOptionsSchema,
  dtlsParametersSchema,
  iceParametersSchema,
  kindSchema,
  rtpCapabilitiesSchema,
  rtpParametersSchema,
  sctpStreamParametersSchema,
  sourceSchema,
  transportOptionsSchema,
} from './media.ts'
import {
  askForTrackSchema,
  banSchema,
  logEntrySchema,
  roomStateSchema,
  stopTracksSchema,
} from './moderation.ts'
import { captureFaultSchema, participantIdSchema, participantSchema } from './participants.ts'
import { roleSchema, type Action } from './roles.ts'
import { rosterFindSchema, rosterFoundSchema, rosterLookSchema, rosterWindowSchema } from './roster.ts'
import { ruleChangesSchema } from './rules.ts'
import { seatMemorySchema, viewSchema } from './view.ts'

const objectId = z.string().regex(/^[\w-]{1,64}$/)
const empty = z.strictObject({})
/** Size of a captured picture in pixels. */
const captureSize = z.strictObject({
  width: z.int().min(1).max(TILE_PIXELS_MAX),
  height: z.int().min(1).max(TILE_PIXELS_MAX),
})
// Names are bounded here and normalised by the server, which answers with a code
// of its own when nothing usable remains.
const typedName = z.string().max(256)

/** Who may make a request: `anybody` who is connected, or only a `participant`, who holds a seat. */
export type RequestPermission = 'anybody' | 'participant'

/** One row of the table of requests. */
export interface RequestRow {
  /** Checked in one place, before anything else of the request is looked at. */
  permission: RequestPermission
  /** What the role of the seat must allow, by `can`; checked in the same place. */
  action?: Action
  /** Answered without waiting for the requests before it on the same connection. */
  outOfTurn?: true
  about: string
  params: z.ZodType
  reply: z.ZodType
}

/**
 * Every request that a client can make: who may make it, what it carries, what it gets back,
 * and what it is for. Servers answer with an `Ack`.
 */
export const requests = {
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
  'transport:connect': {
    permission: 'participant',
    about: 'Gives the server the DTLS fingerprints of the client side of a transport.',
    params: z.strictObject({
      transportId: objectId,
      dtlsParameters: dtlsParametersSchema,
    }),
    reply: empty,
  },
  'transport:restart-ice': {
    permission: 'participant',
    about: 'Asks for new ICE credentials, after an address changed or a path failed.',
    params: z.strictObject({ transportId: objectId }),
    reply: z.object({ iceParameters: iceParametersSchema }),
  },
  'producer:create': {
    permission: 'participant',
    about: 'Starts to send one source.',
    params: z.strictObject({
      transportId: objectId,
      kind: kindSchema,
      source: sourceSchema,
      rtpParameters: rtpParametersSchema,
      paused: z.boolean(),
      /** Size of the captured picture in pixels, for the choice of layers. */
      captureSize: captureSize.optional(),
    }),
    reply: z.object({ producerId: z.string() }),
  },
  'producer:pause': {
    permission: 'participant',
    about: 'Mutes a producer at the server; the client stops sending as well.',
    params: z.strictObject({ producerId: objectId }),
    reply: empty,
  },
  'producer:resume': {
    permission: 'participant',
    about: 'Undoes a pause.',
    params: z.strictObject({ producerId: objectId }),
    reply: empty,
  },
  'producer:resize': {
    permission: 'participant',
    about: 'Says that a picture is captured in another size from now on, for the choice of layers.',
    params: z.strictObject({ producerId: objectId, captureSize }),
    reply: empty,
  },
  'producer:fault': {
    permission: 'participant',
    about:
      'Says why a device that is on brings nothing, for the others to see; without a fault, that it does again.',
    params: z.strictObject({ producerId: objectId, fault: captureFaultSchema.optional() }),
    reply: empty,
  },
  'producer:close': {
    permission: 'participant',
    about: 'Ends a producer for good.',
    params: z.strictObject({ producerId: objectId }),
    reply: empty,
  },
  'data-producer:create': {
    permission: 'participant',
    about: 'Opens the own chat stream towards the server.',
    params: z.strictObject({
      transportId: objectId,
      label: z.literal('chat'),
      sctpStreamParameters: sctpStreamParametersSchema,
    }),
    reply: z.object({ dataProducerId: z.string() }),
  },
  'view:set': {
    permission: 'participant',
    about: 'Says what is on the screen now; the server forwards video for that alone.',
    params: viewSchema,
    reply: empty,
  },
  'consumer:ready': {
    permission: 'participant',
    about:
      'Acknowledges new consumers of a batch: media starts only after this. Naming them again changes nothing.',
    params: z.strictObject({ consumerIds: z.array(objectId).max(CONSUMER_BATCH_MAX) }),
    reply: empty,
  },
  'consumer:refresh': {
    permission: 'participant',
    about: 'Asks for key frames of acknowledged consumers, after a break in which too much was lost.',
    params: z.strictObject({
      consumerIds: z.array(objectId).max(CONSUMER_BATCH_MAX),
      /** They stand still because too much is lost on the way: the smallest pictures come for some seconds. */
      isLossy: z.boolean().optional(),
    }),
    reply: empty,
  },
  'lobby:knock': {
    permission: 'anybody',
    about:
      'Asks to be let in, after `room:join` was refused with `lobby_wait` or `host_absent`. Asking again after the ' +
      'connection broke, with the id of before, keeps the place. lobby:decided says what became of it.',
    params: z.strictObject({
      room: typedName,
      name: typedName,
      credentials: credentialsSchema.optional(),
      id: knockIdSchema.optional(),
    }),
    reply: z.object({ id: knockIdSchema, canBeAdmitted: z.boolean() }),
  },
  'lobby:leave': {
    permission: 'anybody',
    about: 'Waits no longer.',
    params: empty,
    reply: empty,
  },
  'lobby:list': {
    permission: 'participant',
    action: 'admit',
    about: 'Tells who waits; lobby:changed follows it, to every host.',
    params: empty,
    reply: lobbySchema,
  },
  'lobby:admit': {
    permission: 'participant',
    action: 'admit',
    about: 'Lets people in who wait.',
    params: z.strictObject({ knockers: knockersSchema }),
    reply: z.object({ admitted: z.number() }),
  },
  'lobby:deny': {
    permission: 'participant',
    action: 'admit',
    about: 'Does not let people in who wait, with a reason that they read.',
    params: z.strictObject({ knockers: knockersSchema, reason: lobbyTextSchema.optional() }),
    reply: z.object({ denied: z.number() }),
  },
  'lobby:message': {
    permission: 'participant',
    action: 'admit',
    about: 'Says something to everybody who waits.',
    params: z.strictObject({ text: lobbyTextSchema }),
    reply: z.object({ told: z.number() }),
  },
  'rules:set': {
    permission: 'participant',
    action: 'set-rules',
    about: 'Changes rules of the room, which are kept with it; everybody is told in room:state.',
    params: ruleChangesSchema,
    reply: empty,
  },
  'password:set': {
    permission: 'participant',
    action: 'set-password',
    about: 'Sets the password of the room, or removes it with null. Whoever is inside stays.',
    params: z.strictObject({ password: passwordSchema.min(1).nullable() }),
    reply: empty,
  },
  'invitation:create': {
    permission: 'participant',
    action: 'invite',
    about: 'Makes an invitation. Its secret is told here, and nowhere else.',
    params: newInvitationSchema,
    reply: z.object({ invitation: invitationSchema, secret: z.string() }),
  },
  'invitation:list': {
    permission: 'participant',
    action: 'invite',
    about: 'Tells the invitations that are good.',
    params: empty,
    reply: invitationsSchema,
  },
  'invitation:revoke': {
    permission: 'participant',
    action: 'invite',
    about: 'Makes an invitation worth nothing. Whoever came by it stays.',
    params: invitationIdSchema,
    reply: empty,
  },
  'owner:link': {
    permission: 'participant',
    action: 'appoint',
    about: 'Gives the owner token of the room once more, to move it to another browser. For its owner alone.',
    params: empty,
    reply: z.object({ owner: z.string() }),
  },
  'tracks:stop': {
    permission: 'participant',
    action: 'stop-tracks',
    about: 'Mutes a microphone, stops a camera or a screen, of one or of all.',
    params: stopTracksSchema,
    reply: z.object({ stopped: z.number() }),
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

/** Name of a request. */
export type RequestName = keyof typeof requests

/** What that request carries. */
export type RequestParams<N extends RequestName> = z.infer<(typeof requests)[N]['params']>

/** What that request is answered with. */
export type RequestReply<N extends RequestName> = z.infer<(typeof requests)[N]['reply']>
