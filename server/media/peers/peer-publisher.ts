import { parseScalabilityMode } from 'mediasoup'
import type { Producer } from 'mediasoup/types'
import { ProtocolError } from '../../../protocol/index.ts'
import type { Produced, ProduceOrder, PublisherPort, TrackLayers } from '../../rooms/ports/media-publisher.ts'
import { forwardableRtp } from '../library/forwardable-rtp.ts'
import { keyFramePauseOf } from '../library/key-frame-pause.ts'
import { unlessLate } from '../library/late-object.ts'
import { mapMediasoupErrors } from '../library/mediasoup-errors.ts'
import { shareParameters } from '../library/shared-parameters.ts'
import { toLibraryRtp } from '../library/wire.ts'
import type { PeerTransports } from './peer-transports.ts'

/** What the sending side of a participant is made of. */
export interface PeerPublisherOptions {
  participantId: string
  transports: Pick<PeerTransports, 'requireSend' | 'limitIncoming'>
  /** Called with each new producer of this participant. */
  produced: (producer: Producer, isMicrophone: boolean) => void
}

/** What one participant sends. */
export class PeerPublisher implements PublisherPort {
  readonly #options: PeerPublisherOptions
  readonly #producers = new Map<string, Producer>()
  /** Producers that their owner has paused. */
  readonly #paused = new Set<string>()

  constructor(options: PeerPublisherOptions) {
    this.#options = options
  }

  async produce(order: ProduceOrder): Promise<Produced> {
    const transport = this.#options.transports.requireSend(order.transportId)
    // mediasoup itself takes audio for video.
    if (order.rtpParameters.codecs.some(({ mimeType }) => !mimeType.toLowerCase().startsWith(order.kind))) {
      throw new ProtocolError('invalid_media_parameters')
    }
    const producer = await mapMediasoupErrors(async () => {
      await this.#options.transports.limitIncoming()
      return await transport.produce({
        kind: order.kind,
        rtpParameters: toLibraryRtp(forwardableRtp(order.rtpParameters, this.#options.participantId)),
        paused: order.paused,
        ...(order.kind === 'video' ? { keyFrameRequestDelay: keyFramePauseOf(order.rtpParameters) } : {}),
        appData: { participantId: this.#options.participantId },
      })
    })
    if (!unlessLate(producer, transport)) throw new ProtocolError('not_found')
    shareParameters(producer)
    this.#producers.set(producer.id, producer)
    if (order.paused) this.#paused.add(producer.id)
    producer.observer.once('close', () => {
      this.#producers.delete(producer.id)
      this.#paused.delete(producer.id)
    })
    this.#options.produced(producer, order.source === 'microphone')
    return {
      producerId: producer.id,
      codec: producer.rtpParameters.codecs[0]?.mimeType.toLowerCase() ?? '',
      layers: layersOf(producer),
    }
  }

  async pause(producerId: string): Promise<void> {
    const producer = this.#require(producerId)
    this.#paused.add(producerId)
    await producer.pause()
  }

  async resume(producerId: string): Promise<void> {
    const producer = this.#require(producerId)
    this.#paused.delete(producerId)
    await producer.resume()
  }

  close(producerId: string): void {
    this.#require(producerId).close()
  }

  async receivedBitrate(producerId: string): Promise<number | undefined> {
    try {
      const streams = await this.#producers.get(producerId)?.getStats()
      return streams?.reduce((sum, { bitrate }) => sum + bitrate, 0)
    } catch {
      // It closed meanwhile.
      return undefined
    }
  }

  /** Has every camera and screen begin anew for everybody, when too much of them was lost. */
  async renewVideo(): Promise<void> {
    const videos = [...this.#producers.values()].filter(({ kind, paused }) => kind === 'video' && !paused)
    // There is no request for it; a producer that is resumed asks for the key frames of all its consumers.
    await Promise.all(videos.map(async (producer) => await this.#renew(producer))).catch(() => {
      // It closed meanwhile.
    })
  }

  async #renew(producer: Producer): Promise<void> {
    await producer.pause()
    // Its owner may have paused it in the meantime.
    if (!this.#paused.has(producer.id)) await producer.resume()
  }

  #require(producerId: string): Producer {
    const producer = this.#producers.get(producerId)
    if (!producer) throw new ProtocolError('not_found')
    return producer
  }
}

/**
 * Layers that a producer sends. Source: mediasoup documentation, "ProducerType" and
 * "parseScalabilityMode"; W3C Scalable Video Coding (SVC) Extension for WebRTC.
 */
function layersOf({ kind, type, rtpParameters }: Producer): TrackLayers {
  if (kind === 'audio') return { spatial: 1, temporal: 1 }
  const encodings = rtpParameters.encodings ?? []
  const { spatialLayers, temporalLayers } = parseScalabilityMode(encodings[0]?.scalabilityMode)
  if (type === 'simulcast') return { spatial: encodings.length, temporal: temporalLayers }
  return { spatial: type === 'svc' ? spatialLayers : 1, temporal: temporalLayers }
}
