import { z } from 'zod'
import { CONSUMER_BATCH_MAX, TILE_PIXELS_MAX } from './limits.ts'
import {
  dtlsParametersSchema,
  iceParametersSchema,
  kindSchema,
  rtpParametersSchema,
  sctpStreamParametersSchema,
  sourceSchema,
} from './media.ts'
import { captureFaultSchema } from './participants.ts'
import { empty, objectId, type RequestRow } from './request-row.ts'
import { viewSchema } from './view.ts'

/** Size of a captured picture in pixels. */
const captureSize = z.strictObject({
  width: z.int().min(1).max(TILE_PIXELS_MAX),
  height: z.int().min(1).max(TILE_PIXELS_MAX),
})

/** What media travels by: transports, what a client sends, and what it is sent. */
export const mediaRequests = {
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
