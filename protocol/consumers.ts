import { z } from 'zod'
import {
  cnameSchema,
  kindSchema,
  rtpParametersSchema,
  sourceSchema,
  type Kind,
  type RtpParameters,
} from './media.ts'
import { participantIdSchema } from './participants.ts'

/**
 * A batch of consumer changes. Codec and header extension lists are the same
 * for almost every consumer of one kind, so the batch carries them once; a
 * consumer adds only what is its own.
 */
const sharedSchema = z.object({
  codecs: rtpParametersSchema.shape.codecs,
  headerExtensions: rtpParametersSchema.shape.headerExtensions,
})

/** A consumer that was opened for the client. */
export const consumerSchema = z.object({
  id: z.string(),
  participantId: participantIdSchema,
  source: sourceSchema,
  kind: kindSchema,
  mid: z.string(),
  cname: cnameSchema,
  ssrc: z.number(),
  rtxSsrc: z.number().optional(),
  scalabilityMode: z.string().optional(),
  /** Its own codec list, where that differs from the shared one: stereo, for example. */
  codecs: rtpParametersSchema.shape.codecs.optional(),
  /** True while the publisher is muted. */
  producerPaused: z.boolean(),
  /** True while the server keeps it open without sending. */
  paused: z.boolean(),
})

/** A consumer, as `consumerSchema` describes it. */
export type ConsumerDescription = z.infer<typeof consumerSchema>

/** Why the picture of a consumer stands still. */
export const stallSchema = z.enum(['downlink', 'uplink'])

/** Why a picture stands still: the own line, or that of the sender. */
export type Stall = z.infer<typeof stallSchema>

/** What changed for a consumer that stays. */
export const consumerUpdateSchema = z.object({
  id: z.string(),
  /** The server keeps it open and sends nothing: others are louder now. */
  paused: z.boolean().optional(),
  /** Not even the lowest layer gets through; null when it does again. */
  stall: stallSchema.nullable().optional(),
})

/** A change, as `consumerUpdateSchema` describes it. */
export type ConsumerUpdate = z.infer<typeof consumerUpdateSchema>

/** Everything that changes in what a client receives, in one batch. */
export const consumersChangedSchema = z.object({
  /** Lists shared by all added consumers of a kind. */
  shared: z.partialRecord(kindSchema, sharedSchema),
  added: z.array(consumerSchema),
  removed: z.array(z.string()),
  /** Consumers that stay, with what changed for them. */
  updated: z.array(consumerUpdateSchema),
})

/** A batch, as `consumersChangedSchema` describes it. */
export type ConsumersChanged = z.infer<typeof consumersChangedSchema>

/** A consumer with its full RTP parameters, before packing and after unpacking. */
export interface FullConsumer {
  id: string
  participantId: string
  source: ConsumerDescription['source']
  kind: Kind
  producerPaused: boolean
  paused: boolean
  rtpParameters: RtpParameters
}

/**
 * Packs consumers of one receiving transport into a batch.
 *
 * @param added - new consumers; those of one kind share their header extensions,
 *   because the router chose them for the same receiver
 * @param removed - ids of consumers that were closed
 */
export function packConsumers(added: readonly FullConsumer[], removed: readonly string[]): ConsumersChanged {
  const batch: ConsumersChanged = { shared: {}, added: [], removed: [...removed], updated: [] }
  for (const consumer of added) {
    const { codecs, headerExtensions } = consumer.rtpParameters
    const shared = (batch.shared[consumer.kind] ??= { codecs, headerExtensions })
    const isShared = JSON.stringify(shared.codecs) === JSON.stringify(codecs)
    batch.added.push(isShared ? packConsumer(consumer) : { ...packConsumer(consumer), codecs })
  }
  return batch
}

function packConsumer({ rtpParameters, ...consumer }: FullConsumer): ConsumerDescription {
  const { id, participantId, source, kind, producerPaused, paused } = consumer
  const { mid, rtcp, encodings } = rtpParameters
  const encoding = encodings[0]
  return {
    id,
    participantId,
    source,
    kind,
    mid: mid ?? '',
    cname: rtcp?.cname ?? '',
    ssrc: encoding?.ssrc ?? 0,
    ...(encoding?.rtx ? { rtxSsrc: encoding.rtx.ssrc } : {}),
    ...(encoding?.scalabilityMode ? { scalabilityMode: encoding.scalabilityMode } : {}),
    producerPaused,
    paused,
  }
}

/**
 * Rebuilds the full RTP parameters of every added consumer of a batch.
 *
 * @throws {Error} when the batch lacks the shared lists of a kind that it adds
 */
export function unpackConsumers(batch: ConsumersChanged): FullConsumer[] {
  return batch.added.map((consumer) => {
    const shared = batch.shared[consumer.kind]
    if (!shared) throw new Error(`The batch adds ${consumer.kind} without its codecs.`)
    return {
      id: consumer.id,
      participantId: consumer.participantId,
      source: consumer.source,
      kind: consumer.kind,
      producerPaused: consumer.producerPaused,
      paused: consumer.paused,
      rtpParameters: {
        mid: consumer.mid,
        codecs: consumer.codecs ?? shared.codecs,
        headerExtensions: shared.headerExtensions,
        encodings: [
          {
            ssrc: consumer.ssrc,
            ...(consumer.rtxSsrc === undefined ? {} : { rtx: { ssrc: consumer.rtxSsrc } }),
            ...(consumer.scalabilityMode === undefined ? {} : { scalabilityMode: consumer.scalabilityMode }),
          },
        ],
        rtcp: { cname: consumer.cname, reducedSize: true, mux: true },
      },
    }
  })
}
