import { z } from 'zod'
import { CONSUMER_BATCH_MAX, KEPT_CONSUMERS_MAX, KEPT_PRODUCERS_MAX, TILE_PIXELS_MAX } from './limits.ts'
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
import { captureFaultSchema, participantSchema } from './participants.ts'
import { rosterFindSchema, rosterFoundSchema, rosterLookSchema, rosterWindowSchema } from './roster.ts'
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
interface RequestRow {
  /** Checked in one place, before anything else of the request is looked at. */
  permission: RequestPermission
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
    about: 'Tells how many are in a room before joining it, and some names where the operator wants that.',
    params: z.strictObject({ room: typedName }),
    reply: z.object({
      room: z.string(),
      count: z.number(),
      names: z.array(z.string()),
    }),
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
    about: 'Changes the own display name.',
    params: z.strictObject({ name: typedName }),
    reply: z.object({ name: z.string() }),
  },
  'hand:set': {
    permission: 'participant',
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
} as const satisfies Record<string, RequestRow>

/** Name of a request. */
export type RequestName = keyof typeof requests

/** What that request carries. */
export type RequestParams<N extends RequestName> = z.infer<(typeof requests)[N]['params']>

/** What that request is answered with. */
export type RequestReply<N extends RequestName> = z.infer<(typeof requests)[N]['reply']>
