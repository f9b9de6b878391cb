import type { Transport } from 'mediasoup-client/types'
import { KIND_OF_SOURCE, type RtpParameters, type Source } from '../../../protocol/index.ts'
import { cameraEncodings, screenEncodings } from './encodings.ts'
import type { Bitrates, MediaSignaling } from '../media-signaling.ts'
import { boundedCaptureSize, captureSize } from './capture-size.ts'
import type { ProduceOptions, Publication } from './publication.ts'
import { activateLayers, applyEncodings, canReplace, preferResolution } from './sender-parameters.ts'
import { SizeReport } from './size-report.ts'
import { fromLibraryRtp } from '../wire.ts'

const SCREEN_AUDIO_BITRATE = 128_000

/**
 * Sends the page's tracks over one transport. It never stops a track: those
 * belong to whoever captured them and outlive the transport.
 */
export class Publisher {
  readonly #transport: Transport
  readonly #signaling: MediaSignaling
  readonly #bitrates: Bitrates
  readonly #publications = new Map<Source, Publication>()
  #created = 0

  constructor(transport: Transport, signaling: MediaSignaling, bitrates: Bitrates) {
    this.#transport = transport
    this.#signaling = signaling
    this.#bitrates = bitrates
    // The server's id comes later, see `#produce`.
    transport.on('produce', ({ rtpParameters, appData }, callback) => {
      const { announce } = appData as unknown as { announce: (rtpParameters: RtpParameters) => void }
      announce(fromLibraryRtp(rtpParameters))
      this.#created += 1
      callback({ id: `local-${this.#created}` })
    })
  }

  get closed(): boolean {
    return this.#transport.closed
  }

  has(source: Source): boolean {
    return this.#publications.has(source)
  }

  /** Ids of what is sent, as far as the server has confirmed it. */
  get producerIds(): string[] {
    return [...this.#publications.values()].flatMap(({ confirmedId }) => confirmedId ?? [])
  }

  /** Drops what the server no longer has, after a break in signaling. */
  retain(producerIds: readonly string[]): void {
    for (const [source, { confirmedId, producer }] of this.#publications) {
      if (confirmedId === undefined || producerIds.includes(confirmedId)) continue
      this.#publications.delete(source)
      producer.close()
    }
  }

  /** Sends a microphone, or puts another track in the place of the one that is sent. */
  async publishMicrophone(track: MediaStreamTrack, paused: boolean): Promise<void> {
    const publication = this.#publications.get('microphone')
    if (publication) {
      await publication.producer.replaceTrack({ track })
      await this.setPaused('microphone', paused)
      return
    }
    await this.#produce('microphone', track, paused, {
      encodings: [{ maxBitrate: this.#bitrates.microphone, priority: 'high', networkPriority: 'high' }],
      // Silence costs next to nothing with DTX; FEC lets a listener repair a lost
      // packet from the next one. Source: RFC 7587, section 3.1.
      codecOptions: { opusDtx: true, opusFec: true, opusMaxAverageBitrate: this.#bitrates.microphone },
    })
  }

  /** Sends a camera, or puts another track in the place of the one that is sent. */
  async publishCamera(track: MediaStreamTrack): Promise<void> {
    const encodings = cameraEncodings(captureSize(track), this.#bitrates.camera)
    const publication = this.#publications.get('camera')
    if (publication?.layers === encodings.length && (await canReplace(publication.producer, track))) {
      await applyEncodings(publication.producer, encodings, publication.wantedLayers)
      this.followSizes()
      return
    }
    // The number of layers is fixed when sending starts, so another one means to
    // start anew.
    await this.unpublish('camera')
    await this.#produce('camera', track, false, {
      encodings,
      // Starts at a usable picture instead of climbing from 300 kbit/s.
      codecOptions: { videoGoogleStartBitrate: 1_000 },
    })
  }

  async publishScreen(track: MediaStreamTrack): Promise<void> {
    if (this.#sends('screen', track)) return
    await this.unpublish('screen')
    const publication = await this.#produce('screen', track, false, {
      encodings: screenEncodings(this.#bitrates.screen),
      codecOptions: { videoGoogleStartBitrate: 1_000 },
    })
    await preferResolution(publication.producer)
  }

  async publishScreenAudio(track: MediaStreamTrack): Promise<void> {
    if (this.#sends('screen-audio', track)) return
    await this.unpublish('screen-audio')
    // Music has no silence worth skipping, and comes in stereo.
    await this.#produce('screen-audio', track, false, {
      encodings: [{ maxBitrate: SCREEN_AUDIO_BITRATE }],
      codecOptions: {
        opusStereo: true,
        opusDtx: false,
        opusFec: true,
        opusMaxAverageBitrate: SCREEN_AUDIO_BITRATE,
      },
    })
  }

  /**
   * Mutes or unmutes. Muting is instant here and the server is told; unmuting
   * waits for the server, so that nothing is sent while others see "muted".
   */
  async setPaused(source: Source, paused: boolean): Promise<void> {
    const publication = this.#publications.get(source)
    if (!publication) return
    publication.paused = paused
    const { producer } = publication
    if (paused) producer.pause()
    const producerId = await publication.serverId
    // The latest wish alone counts; whoever made it asks for itself.
    if (publication.paused !== paused || producer.closed) return
    await this.#signaling.request(paused ? 'producer:pause' : 'producer:resume', { producerId })
    if (!paused && !publication.paused && !producer.closed) producer.resume()
  }

  /** Stops to send a source. The track goes on. */
  async unpublish(source: Source): Promise<void> {
    const publication = this.#publications.get(source)
    if (!publication) return
    this.#publications.delete(source)
    publication.producer.close()
    const producerId = await publication.serverId.catch(() => undefined)
    if (producerId === undefined || this.closed) return
    await this.#signaling.request('producer:close', { producerId }).catch(() => undefined)
  }

  /**
   * Encodes only the layers that somebody watches. With none, the track and the own
   * preview go on and nothing is sent; nobody sees a difference.
   *
   * @param layers - layers to send, from the lowest; 0 for none
   */
  async setWantedLayers(producerId: string, layers: number): Promise<void> {
    for (const publication of this.#publications.values()) {
      const id = await publication.serverId.catch(() => undefined)
      if (id !== producerId || publication.producer.closed) continue
      publication.wantedLayers = layers
      await activateLayers(publication.producer, layers)
    }
  }

  /** Tells the server of pictures that are captured in another size now. Cheap, for every now and then. */
  followSizes(): void {
    for (const { sizeReport, confirmedId } of this.#publications.values()) {
      if (confirmedId !== undefined) sizeReport?.follow(confirmedId)
    }
  }

  /** Statistics of a source that is sent. */
  async readStats(source: Source): Promise<RTCStatsReport | undefined> {
    const producer = this.#publications.get(source)?.producer
    return producer && !producer.closed ? await producer.getStats() : undefined
  }

  #sends(source: Source, track: MediaStreamTrack): boolean {
    const producer = this.#publications.get(source)?.producer
    return producer?.track === track && !producer.closed
  }

  /**
   * Creates a producer. mediasoup-client would hold all other work of the
   * transport until the server has answered; so it gets an id of our own at once,
   * and on a slow line microphone, camera and chat open together.
   */
  async #produce(
    source: Source,
    track: MediaStreamTrack,
    paused: boolean,
    options: ProduceOptions,
  ): Promise<Publication> {
    const server = Promise.withResolvers<string>()
    // Whoever waits for the id sees the error; without anybody it is not unhandled.
    server.promise.catch(() => undefined)
    const isVideo = track.kind === 'video'
    const announcedSize = isVideo ? boundedCaptureSize(track) : undefined
    const announce = (rtpParameters: RtpParameters): void => {
      this.#signaling
        .request('producer:create', {
          transportId: this.#transport.id,
          kind: KIND_OF_SOURCE[source],
          source,
          rtpParameters,
          paused,
          ...(announcedSize ? { captureSize: announcedSize } : {}),
        })
        .then(({ producerId }) => server.resolve(producerId), server.reject)
    }
    if (KIND_OF_SOURCE[source] === 'audio') track.enabled = !paused
    const producer = await this.#transport.produce({
      track,
      stopTracks: false,
      ...options,
      // What is sent before the server takes it is lost, and with pictures that is the key frame.
      ...(isVideo ? { onRtpSender: (sender) => void sender.replaceTrack(null) } : {}),
      appData: { announce },
    })
    const publication: Publication = {
      producer,
      serverId: server.promise,
      confirmedId: undefined,
      paused,
      layers: options.encodings.length,
      wantedLayers: options.encodings.length,
      sizeReport: announcedSize ? new SizeReport(producer, announcedSize, this.#signaling) : null,
    }
    this.#publications.set(source, publication)
    try {
      publication.confirmedId = await server.promise
      if (isVideo && !producer.closed) await producer.rtpSender?.replaceTrack(producer.track)
    } catch (error) {
      if (this.#publications.get(source) === publication) this.#publications.delete(source)
      producer.close()
      throw error
    }
    return publication
  }
}
