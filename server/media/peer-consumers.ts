import type { Consumer, RtpCapabilities, WebRtcTransport } from 'mediasoup/types'
import type { RtpParameters, Stall } from '../../protocol/index.ts'
import type { ConsumeOrder, ConsumerSettings, CreatedConsumer } from '../rooms/media-port.ts'
import { watchStall } from './stall-watch.ts'

export interface PeerConsumersOptions {
  transport: WebRtcTransport
  rtpCapabilities: RtpCapabilities
  /**
   * Makes a producer of the room consumable here. The result says when it is no
   * longer needed; undefined means that the producer is gone.
   */
  reach: (producerId: string) => Promise<(() => void) | undefined>
  /** Called when the picture of a consumer stands still, or moves again. */
  consumerStalled: (consumerId: string, stall: Stall | null) => void
}

/** What one participant receives. */
export class PeerConsumers {
  readonly #options: PeerConsumersOptions
  readonly #consumers = new Map<string, Consumer>()

  constructor(options: PeerConsumersOptions) {
    this.#options = options
  }

  /** Consumers that are open. */
  get size(): number {
    return this.#consumers.size
  }

  async consume(orders: readonly ConsumeOrder[]): Promise<CreatedConsumer[]> {
    const created = await Promise.all(orders.map(async (order) => await this.#consumeOne(order)))
    return created.filter((consumer) => consumer !== undefined)
  }

  async adjust(consumerId: string, settings: ConsumerSettings): Promise<void> {
    const consumer = this.#consumers.get(consumerId)
    if (!consumer || consumer.closed) return
    const calls: Promise<void>[] = [consumer.setPriority(settings.priority)]
    if (settings.spatialLayer !== undefined && consumer.type === 'simulcast') {
      calls.push(
        consumer.setPreferredLayers({
          spatialLayer: settings.spatialLayer,
          ...(settings.temporalLayer === undefined ? {} : { temporalLayer: settings.temporalLayer }),
        }),
      )
    }
    if (settings.paused !== consumer.paused) {
      calls.push(settings.paused ? consumer.pause() : consumer.resume())
    }
    try {
      await Promise.all(calls)
    } catch (error) {
      // Its producer may close at any moment; then there is nothing to adjust.
      if (!isClosed(consumer)) throw error
    }
  }

  /** Asks for key frames of all that are pictures. */
  async refresh(consumerIds: readonly string[]): Promise<void> {
    const consumers = consumerIds.map((id) => this.#consumers.get(id))
    const pictures = consumers.filter((consumer) => consumer?.kind === 'video')
    await Promise.all(pictures.map(async (consumer) => consumer && (await requestKeyFrame(consumer))))
  }

  close(consumerIds: readonly string[]): void {
    for (const id of consumerIds) this.#consumers.get(id)?.close()
  }

  async #consumeOne(order: ConsumeOrder): Promise<CreatedConsumer | undefined> {
    const release = await this.#options.reach(order.producerId)
    if (!release) return undefined
    let consumer: Consumer
    try {
      consumer = await this.#options.transport.consume({
        producerId: order.producerId,
        rtpCapabilities: this.#options.rtpCapabilities,
        paused: true,
      })
    } catch {
      // The producer or the transport closed since the plan was made.
      release()
      return undefined
    }
    if (isClosed(consumer)) {
      release()
      return undefined
    }
    this.#consumers.set(consumer.id, consumer)
    if (consumer.type !== 'simple') {
      watchStall(consumer, (stall) => this.#options.consumerStalled(consumer.id, stall))
    }
    if (consumer.type === 'svc') repeatFirstKeyFrame(consumer)
    consumer.observer.once('close', () => {
      this.#consumers.delete(consumer.id)
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
      rtpParameters: consumer.rtpParameters as RtpParameters,
    }
  }
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

/** Reads the flag afresh: it changes while a call is awaited. */
function isClosed(object: { readonly closed: boolean }): boolean {
  return object.closed
}
