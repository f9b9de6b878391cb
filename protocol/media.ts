import { z } from 'zod'

/**
 * Shapes of the WebRTC parameters that travel in requests. They bound size and
 * form; mediasoup validates the meaning afterwards.
 * Source: mediasoup documentation, "RTP Parameters and Capabilities".
 */

/** What a producer carries. One participant has at most one producer of each. */
export const sourceSchema = z.enum(['microphone', 'camera', 'screen', 'screen-audio'])

/** One of the sources. */
export type Source = z.infer<typeof sourceSchema>

/** Sources that show a picture. */
export const videoSourceSchema = z.enum(['camera', 'screen'])

/** One of the sources that show a picture. */
export type VideoSource = z.infer<typeof videoSourceSchema>

/** The two kinds of media. */
export const kindSchema = z.enum(['audio', 'video'])

/** One of the kinds of media. */
export type Kind = z.infer<typeof kindSchema>

/** Kind of media that each source carries. */
export const KIND_OF_SOURCE: Readonly<Record<Source, Kind>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  'screen-audio': 'audio',
}

// What clients write here may end up in session descriptions, where a line break begins another
// line: nothing but visible ASCII passes, and no more of it than anybody needs. RFC 8866, section 9.
const sdpToken = z.string().regex(/^[!#-'*+\-.0-9A-Z^-~]{1,32}$/)
const sdpText = (max: number) => z.string().regex(new RegExp(`^[\\x20-\\x7e]{0,${max}}$`))
const extensionUri = z.string().regex(/^[\x21-\x7e]{1,128}$/)

/** Name of the source that a participant's tracks have in common. RFC 3550, section 6.5.1; RFC 7022. */
export const cnameSchema = sdpText(256)

const payloadType = z.int().min(0).max(127)
const ssrc = z.int().min(1).max(0xffff_ffff)
const codecParameters = z
  .record(sdpText(64), z.union([sdpText(256), z.number()]))
  .refine((value) => Object.keys(value).length <= 32, 'At most 32 codec parameters are allowed.')
const rtcpFeedback = z.strictObject({
  type: sdpToken,
  parameter: sdpText(64).optional(),
})

const codecShape = {
  mimeType: z.string().regex(/^(audio|video)\/[\w.+-]{1,32}$/i),
  clockRate: z.int().min(1).max(384_000),
  channels: z.int().min(1).max(8).optional(),
  parameters: codecParameters.optional(),
  rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
}

/**
 * What an endpoint can send or receive. Source: mediasoup documentation, "RTP Parameters and
 * Capabilities".
 */
export const rtpCapabilitiesSchema = z.strictObject({
  codecs: z
    .array(
      z.strictObject({
        ...codecShape,
        kind: kindSchema,
        preferredPayloadType: payloadType,
      }),
    )
    .max(64),
  headerExtensions: z
    .array(
      z.strictObject({
        kind: kindSchema,
        uri: extensionUri,
        preferredId: z.int().min(1).max(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64),
})

/** Capabilities, as `rtpCapabilitiesSchema` describes them. */
export type RtpCapabilities = z.infer<typeof rtpCapabilitiesSchema>

const encodingSchema = z.strictObject({
  ssrc: ssrc.optional(),
  rid: z
    .string()
    .regex(/^[\w-]{1,16}$/)
    .optional(),
  codecPayloadType: payloadType.optional(),
  rtx: z.strictObject({ ssrc }).optional(),
  dtx: z.boolean().optional(),
  active: z.boolean().optional(),
  scalabilityMode: z
    .string()
    .regex(/^[LS][1-8]T[1-8](_KEY(_SHIFT)?|h(_KEY)?)?$/)
    .optional(),
  scaleResolutionDownBy: z.number().min(1).max(64).optional(),
  maxBitrate: z.int().min(0).max(100_000_000).optional(),
  maxFramerate: z.number().min(0).max(240).optional(),
  adaptivePtime: z.boolean().optional(),
  priority: z.enum(['very-low', 'low', 'medium', 'high']).optional(),
  networkPriority: z.enum(['very-low', 'low', 'medium', 'high']).optional(),
})

/** How a producer sends. Source: mediasoup documentation, "RTP Parameters and Capabilities". */
export const rtpParametersSchema = z.strictObject({
  mid: z
    .string()
    .regex(/^[\x21-\x7e]{1,16}$/)
    .optional(),
  msid: sdpText(256).optional(),
  codecs: z
    .array(z.strictObject({ ...codecShape, payloadType }))
    .min(1)
    .max(16),
  headerExtensions: z
    .array(
      z.strictObject({
        uri: extensionUri,
        id: z.int().min(1).max(255),
        encrypt: z.boolean().optional(),
        parameters: codecParameters.optional(),
      }),
    )
    .max(32)
    .optional(),
  encodings: z.array(encodingSchema).min(1).max(4),
  rtcp: z
    .strictObject({
      cname: cnameSchema.optional(),
      reducedSize: z.boolean().optional(),
      mux: z.boolean().optional(),
    })
    .optional(),
})

/** Parameters, as `rtpParametersSchema` describes them. */
export type RtpParameters = z.infer<typeof rtpParametersSchema>

/** Fingerprints as in RFC 8122, section 5. Case is folded to upper, which mediasoup needs. */
export const dtlsParametersSchema = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.strictObject({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z
          .string()
          .regex(/^([0-9a-fA-F]{2}:){19,63}[0-9a-fA-F]{2}$/)
          .transform((value) => value.toUpperCase()),
      }),
    )
    .min(1)
    .max(8),
})

/** Parameters, as `dtlsParametersSchema` describes them. */
export type DtlsParameters = z.infer<typeof dtlsParametersSchema>

/** How a data channel sends. Source: mediasoup documentation, "SCTP Parameters". */
export const sctpStreamParametersSchema = z
  .strictObject({
    streamId: z.int().min(0).max(65_534),
    ordered: z.boolean().optional(),
    maxPacketLifeTime: z.int().min(1).max(65_535).optional(),
    maxRetransmits: z.int().min(0).max(65_535).optional(),
  })
  .refine(
    (value) => value.maxPacketLifeTime === undefined || value.maxRetransmits === undefined,
    'Give maxPacketLifeTime or maxRetransmits, not both.',
  )

/** Parameters, as `sctpStreamParametersSchema` describes them. */
export type SctpStreamParameters = z.infer<typeof sctpStreamParametersSchema>

/** ICE credentials of the server's side of a transport (RFC 8445). */
export const iceParametersSchema = z.object({
  usernameFragment: z.string(),
  password: z.string(),
  iceLite: z.boolean().optional(),
})

/** Parameters, as `iceParametersSchema` describes them. */
export type IceParameters = z.infer<typeof iceParametersSchema>

/** What a client needs in order to open its side of a WebRtcTransport. */
export const transportOptionsSchema = z.object({
  id: z.string(),
  iceParameters: iceParametersSchema,
  iceCandidates: z.array(
    z.object({
      foundation: z.string(),
      priority: z.number(),
      address: z.string(),
      ip: z.string(),
      protocol: z.enum(['udp', 'tcp']),
      port: z.number(),
      type: z.enum(['host', 'srflx', 'prflx', 'relay']),
      tcpType: z.enum(['active', 'passive', 'so']).optional(),
    }),
  ),
  dtlsParameters: dtlsParametersSchema,
  sctpParameters: z
    .object({
      port: z.number(),
      maxSendMessageSize: z.number(),
      maxReceiveMessageSize: z.number(),
      isDataChannel: z.boolean(),
    })
    .catchall(z.unknown())
    .optional(),
})

/** A transport, as `transportOptionsSchema` describes it. */
export type TransportOptions = z.infer<typeof transportOptionsSchema>

/** A data stream from the server: the chat relay or the activity stream. */
export const dataConsumerOptionsSchema = z.object({
  id: z.string(),
  dataProducerId: z.string(),
  label: z.enum(['chat', 'activity']),
  protocol: z.string(),
  sctpStreamParameters: sctpStreamParametersSchema,
})

/** A data consumer, as `dataConsumerOptionsSchema` describes it. */
export type DataConsumerOptions = z.infer<typeof dataConsumerOptionsSchema>
