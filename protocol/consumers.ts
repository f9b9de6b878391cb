import { z } from 'zod'
import { kindSchema, rtpParametersSchema, sourceSchema, type Kind, type RtpParameters } from './media.ts'
import { participantIdSchema } from './participants.ts'

/**
 * A batch of consumer changes. Codec and header extension lists are the same
 * for every consumer of one kind, so the batch carries them once; a consumer
 * adds only what is its own.
 */
const sharedSchema = z.object({
  codecs: rtpParametersSchema.shape.codecs,
  headerExtensions: rtpParametersSchema.shape.headerExtensions,
})

export const consumerSchema = z.object({
  id: z.string(),
  participantId: participantIdSchema,
  source: sourceSchema,
  kind: kindSchema,
  mid: z.string(),
  cname: z.string(),
  ssrc: z.number(),
  rtxSsrc: z.number().optional(),
  scalabilityMode: z.string().optional(),
  /** True while the publisher is muted. */
  producerPaused: z.boolean(),
})
export type ConsumerDescription = z.infer<typeof consumerSchema>

export const consumersChangedSchema = z.object({
  /** Lists shared by all added consumers of a kind. */
  shared: z.partialRecord(kindSchema, sharedSchema),
  added: z.array(consumerSchema),
  removed: z.array(z.string()),
})
export type ConsumersChanged = z.infer<typeof consumersChangedSchema>

/** A consumer with its full RTP parameters, before packing and after unpacking. */
export interface FullConsumer {
  id: string
  participantId: string
  source: ConsumerDescription['source']
  kind: Kind
  producerPaused: boolean
  rtpParameters: RtpParameters
}

/**
 * Packs consumers of one receiving transport into a batch.
 *
 * @param added - new consumers; those of one kind must share codecs, which holds
 *   because the router chose them for the same receiver
 * @param removed - ids of consumers that were closed
 */
export function packConsumers(added: readonly FullConsumer[], removed: readonly string[]): ConsumersChanged {
  const batch: ConsumersChanged = { shared: {}, added: [], removed: [...removed] }
  for (const { id, participantId, source, kind, producerPaused, rtpParameters } of added) {
    batch.shared[kind] ??= {
      codecs: rtpParameters.codecs,
      headerExtensions: rtpParameters.headerExtensions,
    }
    const encoding = rtpParameters.encodings[0]
    batch.added.push({
      id,
      participantId,
      source,
      kind,
      mid: rtpParameters.mid ?? '',
      cname: rtpParameters.rtcp?.cname ?? '',
      ssrc: encoding?.ssrc ?? 0,
      ...(encoding?.rtx ? { rtxSsrc: encoding.rtx.ssrc } : {}),
      ...(encoding?.scalabilityMode ? { scalabilityMode: encoding.scalabilityMode } : {}),
      producerPaused,
    })
  }
  return batch
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
      rtpParameters: {
        mid: consumer.mid,
        codecs: shared.codecs,
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
