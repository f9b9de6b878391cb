import type { Consumer, ConsumerLayers, WebRtcTransport } from 'mediasoup/types'
import { KIND_OF_SOURCE, type RtpCapabilities } from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type {
  PlannedConsumer,
  ConsumerSettings,
  CreatedConsumer,
  LayerChoice,
  SubscriberPort,
} from '../../rooms/ports/media-subscriber.ts'
import type { MediaPeerEvents } from '../../rooms/ports/media.ts'
import { decodableCodecs } from '../library/codecs.ts'
import { isClosed, unlessLate } from '../library/late-object.ts'
import { capabilitiesFor } from '../library/shared-capabilities.ts'
import { fromLibraryRtp, toLibraryCapabilities } from '../library/wire.ts'
import type { KeyFrameRequests } from '../routers/key-frame-requests.ts'
import { Priorities } from './priorities.ts'
import { watchStall } from './stall-watch.ts'

/** What the consumers of a participant work with. */
export interface PeerConsumersOptions {
  participantId: string
  transport: WebRtcTransport
  rtpCapabilities: RtpCapabilities
  /**
   * Makes a producer of the room consumable here. The result says when it is no
   * longer needed; undefined means that the producer is gone.
   */
  reach: (producerId: string) => Promise<(() => void) | undefined>
  /** Whether its owner still publishes a producer. */
  isPublished: (producerId: string) => boolean
  /** Whether the media of its owner gets through at all. */
  hasPath: (producerId: string) => boolean
  keyFrames: Pick<KeyFrameRequests, 'begins' | 'settled'>
  events: Pick<MediaPeerEvents, 'consumerStalled' | 'layerChanged'>
  logger: Logger
}

interface WorkerConsumer {
  consumer: Consumer
  /** What the worker was asked for last. */
  sent: SentSettings
}

type SentSettings = Omit<ConsumerSettings, 'priority'>

/** What one participant receives. */
export class PeerConsumers implements SubscriberPort {
  readonly codecs: ReadonlySet<string>
  readonly #options: PeerConsumersOptions
  readonly #consumers = new Map<string, WorkerConsumer>()
  readonly #priorities = new Priorities()
  /** Producers whose refusal is in the log already. */
  readonly #reported = new Set<string>()

  constructor(options: PeerConsumersOptions) {
    this.#options = options
    this.codecs = decodableCodecs(toLibraryCapabilities(options.rtpCapabilities))
  }

  /** Consumers that are open. */
  get size(): number {
    return this.#consumers.size
  }

  /** Those of them that are sent something: neither they nor what they show is paused. */
  get running(): number {
    let count = 0
    for (const { consumer } of this.#consumers.values())
      if (!consumer.paused && !consumer.producerPaused) count += 1
    return count
  }

  async consume(orders: readonly PlannedConsumer[]): Promise<CreatedConsumer[]> {
    const created = await Promise.all(orders.map(async (order) => await this.#consumeOne(order)))
    return created.filter((consumer) => consumer !== undefined)
  }

  async adjust(consumerId: string, settings: ConsumerSettings): Promise<void> {
    const held = this.#consumers.get(consumerId)
    if (!held || held.consumer.closed) return
    const { consumer, sent } = held
    // Against what was sent last, not what mediasoup has confirmed: a pause that follows a
    // resume closely must not get lost. The worker carries out calls in their order.
    held.sent = settings
    const calls: Promise<void>[] = []
    // Sound is never held back for want of bandwidth, so it has no priority.
    if (consumer.kind === 'video') calls.push(this.#priorities.set(consumer, settings.priority))
    if (wantsOtherLayers(consumer, sent, settings))
      calls.push(consumer.setPreferredLayers(layersOf(settings)))
    if (sent.paused !== settings.paused) calls.push(settings.paused ? consumer.pause() : consumer.resume())
    this.#noteBeginning(consumer, sent, settings)
    try {
      await Promise.all(calls)
    } catch (error) {
      // Its producer may close at any moment; then there is nothing to adjust.
      if (!isClosed(consumer)) throw error
    }
  }

  /** Asks for key frames of all that are pictures. */
  async requestKeyFrames(consumerIds: readonly string[]): Promise<void> {
    const consumers = consumerIds.flatMap((id) => this.#consumers.get(id)?.consumer ?? [])
    const pictures = consumers.filter(({ kind }) => kind === 'video')
    await Promise.all(pictures.map(async (consumer) => await requestKeyFrame(consumer)))
  }

  close(consumerIds: readonly string[]): void {
    for (const id of consumerIds) this.#consumers.get(id)?.consumer.close()
  }

  #noteBeginning(consumer: Consumer, sent: SentSettings, settings: SentSettings): void {
    if (consumer.kind !== 'video' || settings.paused || consumer.producerPaused) return
    if (!sent.paused && sent.spatialLayer === settings.spatialLayer) return
    // A lower layer of a running picture is often what its line carries already.
    if (!sent.paused && consumer.currentLayers && (settings.spatialLayer ?? 0) < (sent.spatialLayer ?? 0))
      return
    this.#options.keyFrames.begins(consumer.producerId, {
      consumerId: consumer.id,
      isTold: consumer.type !== 'simple',
    })
  }

  /**
   * A producer or the transport may have closed since the plan was made. Everything else is
   * worth a line: without it a viewer who cannot be served is tried again and again in silence.
   */
  #reportRefusal({ producerId, source, participantId: publisher }: PlannedConsumer, error: unknown): void {
    const { transport, isPublished, participantId, logger } = this.#options
    if (isClosed(transport) || !isPublished(producerId) || this.#reported.has(producerId)) return
    this.#reported.add(producerId)
    logger.warn(
      { err: error, viewer: participantId, publisher, source, producerId },
      'a track cannot be forwarded to somebody',
    )
  }

  async #consumeOne(order: PlannedConsumer): Promise<CreatedConsumer | undefined> {
    const release = await this.#options.reach(order.producerId)
    if (!release) return undefined
    let consumer: Consumer
    try {
      consumer = await this.#options.transport.consume({
        producerId: order.producerId,
        rtpCapabilities: toLibraryCapabilities(
          capabilitiesFor(KIND_OF_SOURCE[order.source], this.#options.rtpCapabilities),
        ),
        paused: true,
        ...(order.spatialLayer === undefined ? {} : { preferredLayers: layersOf(order) }),
      })
    } catch (error) {
      release()
      this.#reportRefusal(order, error)
      return undefined
    }
    if (!unlessLate(consumer, this.#options.transport)) {
      release()
      return undefined
    }
    this.#consumers.set(consumer.id, { consumer, sent: asCreated(order) })
    if (consumer.kind === 'video') this.#priorities.add(consumer, order.priority)
    if (consumer.type !== 'simple') {
      const { hasPath, events } = this.#options
      const track = { source: order.source, hasPath: () => hasPath(order.producerId) }
      watchStall(consumer, track, (stall) => events.consumerStalled(consumer.id, stall))
    }
    const { keyFrames } = this.#options
    if (consumer.type !== 'simple') {
      consumer.on('layerschange', (layers) => {
        if (layers) keyFrames.settled(order.producerId, consumer.id, { hasBegun: true })
      })
    }
    if (consumer.type === 'simulcast') {
      consumer.on('layerschange', (layers) =>
        this.#options.events.layerChanged(order.producerId, layers?.spatialLayer),
      )
    }
    if (consumer.type === 'svc') repeatFirstKeyFrame(consumer)
    consumer.observer.once('close', () => {
      this.#options.events.layerChanged(order.producerId, undefined)
      keyFrames.settled(order.producerId, consumer.id, { hasBegun: false })
      this.#consumers.delete(consumer.id)
      this.#priorities.delete(consumer)
      release()
    })
    return {
      id: consumer.id,
      producerId: order.producerId,
      participantId: order.participantId,
      source: order.source,
      kind: consumer.kind,
      producerPaused: consumer.producerPaused,
      paused: false,
      rtpParameters: fromLibraryRtp(consumer.rtpParameters),
    }
  }
}

/** A consumer that nobody has adjusted yet. Source: mediasoup documentation, `ConsumerOptions`. */
function asCreated({ spatialLayer, temporalLayer }: PlannedConsumer): SentSettings {
  const isChosen = spatialLayer !== undefined
  return {
    paused: true,
    ...(isChosen ? { spatialLayer } : {}),
    ...(isChosen && temporalLayer !== undefined ? { temporalLayer } : {}),
  }
}

function wantsOtherLayers({ type }: Consumer, sent: SentSettings, wanted: SentSettings): boolean {
  if (type !== 'simulcast' && type !== 'svc') return false
  return sent.spatialLayer !== wanted.spatialLayer || sent.temporalLayer !== wanted.temporalLayer
}

/** mediasoup takes an absent temporal layer for the uppermost one. */
function layersOf({ spatialLayer = 0, temporalLayer }: LayerChoice): ConsumerLayers {
  return { spatialLayer, ...(temporalLayer === undefined ? {} : { temporalLayer }) }
}

/**
 * A single stream with temporal layers loses its first key frame in the worker,
 * which chooses a layer only while that frame passes by. (mediasoup 3.27)
 */
function repeatFirstKeyFrame(consumer: Consumer): void {
  consumer.once('layerschange', () => {
    void requestKeyFrame(consumer)
  })
}

async function requestKeyFrame(consumer: Consumer): Promise<void> {
  await consumer.requestKeyFrame().catch(() => {
    // It closed meanwhile.
  })
}
