import type { Transport } from 'mediasoup-client/types'
import type { CaptureFault, Source } from '../../../protocol/index.ts'
import type { FrameTransform } from '../frame-transform.ts'
import type { Bitrates, MediaSignaling } from '../media-signaling.ts'
import { cameraEncodings } from './encodings.ts'
import { captureSize } from './capture-size.ts'
import { capturedFrames, readFrameCounts } from '../track-stats.ts'
import { DropWatch } from './drop-watch.ts'
import { confirm, ProducerOpener, type SendOrder } from './producer-opener.ts'
import type { Publication } from './publication.ts'
import {
  activateLayers,
  applyEncodings,
  canReplace,
  preferResolution,
  sendKeyFrame,
} from './sender-parameters.ts'
import {
  cameraSendOptions,
  microphoneSendOptions,
  screenAudioSendOptions,
  screenSendOptions,
} from './send-options.ts'

/** What a publisher works with. */
export interface PublisherOptions {
  transport: Transport
  signaling: MediaSignaling
  bitrates: Bitrates
  /** Takes hold of encoded frames; nothing does by default. */
  frameTransform?: FrameTransform | undefined
}

/**
 * Sends the page's tracks over one transport. It never stops a track: those
 * belong to whoever captured them and outlive the transport.
 */
export class Publisher {
  readonly #transport: Transport
  readonly #signaling: MediaSignaling
  readonly #bitrates: Bitrates
  readonly #opener: ProducerOpener
  readonly #publications = new Map<Source, Publication>()

  constructor(options: PublisherOptions) {
    this.#transport = options.transport
    this.#signaling = options.signaling
    this.#bitrates = options.bitrates
    this.#opener = new ProducerOpener(options)
  }

  /** Whether the transport is closed, and nothing can be sent any more. */
  get closed(): boolean {
    return this.#transport.closed
  }

  /** Whether a source is being sent, muted or not. */
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
    const options = microphoneSendOptions(this.#bitrates)
    await this.#produce({ source: 'microphone', track, paused, options })
  }

  /** Sends a camera, or puts another track in the place of the one that is sent. */
  async publishCamera(track: MediaStreamTrack): Promise<void> {
    const size = captureSize(track)
    const encodings = cameraEncodings(size, this.#bitrates.camera)
    const publication = this.#publications.get('camera')
    if (publication?.layers === encodings.length && (await canReplace(publication.producer, track))) {
      await applyEncodings(publication.producer, encodings, publication.wantedLayers)
      this.followSizes()
      return
    }
    // The number of layers is fixed when sending starts, so another one means to
    // start anew.
    await this.unpublish('camera')
    await this.#produce({
      source: 'camera',
      track,
      paused: false,
      options: cameraSendOptions(this.#bitrates, size),
    })
  }

  /** Shares a screen. */
  async publishScreen(track: MediaStreamTrack): Promise<void> {
    if (this.#sends('screen', track)) return
    await this.unpublish('screen')
    const options = screenSendOptions(this.#bitrates)
    const publication = await this.#produce({ source: 'screen', track, paused: false, options })
    watchDrops(publication, track)
    await preferResolution(publication.producer)
  }

  /** Shares the audio of a screen. */
  async publishScreenAudio(track: MediaStreamTrack): Promise<void> {
    if (this.#sends('screen-audio', track)) return
    await this.unpublish('screen-audio')
    await this.#produce({ source: 'screen-audio', track, paused: false, options: screenAudioSendOptions() })
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

  /** Lets the others know why a device that is on brings nothing; null once it does. */
  async setFault(source: Source, fault: CaptureFault | null): Promise<void> {
    const publication = this.#publications.get(source)
    if (!publication || publication.fault === fault) return
    const before = publication.fault
    publication.fault = fault
    try {
      const producerId = await publication.serverId
      // The latest word alone counts.
      if (publication.fault !== fault || publication.producer.closed) return
      await this.#signaling.request('producer:fault', { producerId, ...(fault === null ? {} : { fault }) })
    } catch {
      // It is said again with the next media session, or by the next change.
      if (publication.fault === fault) publication.fault = before
    }
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
   * A screen goes on. Its encoder would begin with a key frame of many packets after a silence, and a
   * short delay among those makes a browser take the line for one of the little that came in the
   * silence. It sends a screen no faster than that, so that a page would come seconds late; and one
   * that stands still costs nothing.
   * Source: libwebrtc, `AimdRateControl` and `ParseRateControlConfig` in `video/video_send_stream_impl.cc`.
   *
   * @param layers - layers to send, from the lowest; 0 for none
   */
  async setWantedLayers(producerId: string, layers: number): Promise<void> {
    for (const [source, publication] of this.#publications) {
      const id = await publication.serverId.catch(() => undefined)
      if (id !== producerId || publication.producer.closed) continue
      publication.wantedLayers = layers
      if (source !== 'screen') await activateLayers(publication.producer, layers)
    }
  }

  /** Begins a producer anew with a key frame, for somebody who has just begun to watch. */
  async sendKeyFrame(producerId: string): Promise<void> {
    // Not one after another: the id of another one may still be on its way.
    await Promise.all(
      [...this.#publications.values()].map(async ({ serverId, producer }) => {
        const id = await serverId.catch(() => undefined)
        if (id === producerId && !producer.closed) await sendKeyFrame(producer)
      }),
    )
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

  async #produce(order: SendOrder): Promise<Publication> {
    const { source } = order
    const publication = await this.#opener.open(order)
    this.#publications.set(source, publication)
    try {
      await confirm(publication)
    } catch (error) {
      if (this.#publications.get(source) === publication) this.#publications.delete(source)
      publication.producer.close()
      throw error
    }
    return publication
  }
}

/** A page that stands still is seen as it is, although encoders drop frames. */
function watchDrops(publication: Publication, track: MediaStreamTrack): void {
  const { producer } = publication
  // A browser that does not count what is captured has no such mode of its encoder either.
  if (producer.closed || capturedFrames(track) === undefined) return
  const watch = new DropWatch({
    captured: () => capturedFrames(track),
    count: async () => readFrameCounts(await producer.getStats()),
    isWanted: () => !producer.closed && !publication.paused && publication.wantedLayers > 0,
    encodeAnew: () => void sendKeyFrame(producer),
  })
  producer.observer.once('close', () => watch.close())
}
