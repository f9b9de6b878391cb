import { z } from 'zod'
import { checkCodeSchema, checkPathSchema, checkResultSchema } from './checks.ts'
import {
  dtlsParametersSchema,
  kindSchema,
  rtpCapabilitiesSchema,
  rtpParametersSchema,
  sctpStreamParametersSchema,
  transportOptionsSchema,
} from './media.ts'
import { empty, objectId, type RequestRow } from './request-row.ts'

/** The guest's own check: a call with nobody, in which everything that is sent comes back. */
export const checkRequests = {
  'check:open': {
    permission: 'anybody',
    about:
      'Opens a pair of transports that lead to nobody: what is sent on the first comes back on the second. The pair ' +
      'before it ends. The first one begins the check, which ends after a minute; check:ended says so. `offered` are ' +
      'the ways that candidates of the server name; a relay is one that `welcome` names.',
    params: z.strictObject({ path: checkPathSchema }),
    reply: z.object({
      transports: z.object({ send: transportOptionsSchema, receive: transportOptionsSchema }),
      offered: z.array(checkPathSchema),
    }),
  },
  'check:connect': {
    permission: 'anybody',
    about: 'Gives the server the DTLS fingerprints of the client side of a transport of the check.',
    params: z.strictObject({ transportId: objectId, dtlsParameters: dtlsParametersSchema }),
    reply: empty,
  },
  'check:echo': {
    permission: 'anybody',
    about: 'Sends a track, and describes how it comes back. One of each kind for each pair of transports.',
    params: z.strictObject({
      kind: kindSchema,
      rtpParameters: rtpParametersSchema,
      rtpCapabilities: rtpCapabilitiesSchema,
    }),
    reply: z.object({
      producerId: z.string(),
      consumer: z.object({
        id: z.string(),
        producerId: z.string(),
        kind: kindSchema,
        rtpParameters: rtpParametersSchema,
      }),
    }),
  },
  'check:channel': {
    permission: 'anybody',
    about: 'Opens a data channel, and describes how its messages come back. One for each pair of transports.',
    params: z.strictObject({ sctpStreamParameters: sctpStreamParametersSchema }),
    reply: z.object({
      dataProducerId: z.string(),
      dataConsumer: z.object({
        id: z.string(),
        dataProducerId: z.string(),
        sctpStreamParameters: sctpStreamParametersSchema,
      }),
    }),
  },
  'check:ready': {
    permission: 'anybody',
    about: 'Says that the page can receive what comes back: media starts only after this.',
    params: empty,
    reply: empty,
  },
  'check:close': {
    permission: 'anybody',
    about: 'Ends the check. It is no error when there is none.',
    params: empty,
    reply: empty,
  },
  'check:report': {
    permission: 'anybody',
    about:
      'Leaves what a check found with the server for a day, and gets the code by which its operator finds it. Telling ' +
      'it again for the same check changes it, under the same code.',
    params: z.strictObject({ result: checkResultSchema }),
    reply: z.object({ code: checkCodeSchema }),
  },
} as const satisfies Record<string, RequestRow>
