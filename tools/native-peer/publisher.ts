import type { Source } from '../../protocol/index.ts'
import type { MediaSource } from './media-source.ts'
import type { NativeTransport } from './native-transport.ts'
import { requestedKeyFrames } from './rtp.ts'
import type { SignalingClient } from './signaling-client.ts'
import { Vp8Source } from './vp8-source.ts'

/** Something that is being published. */
export interface Publication<S extends MediaSource = MediaSource> {
  readonly producerId: string
  readonly source: S
}

/** Publishes the sources of a native peer, and passes requests for key frames on to them. */
export class Publisher {
  readonly #signaling: SignalingClient
  readonly #publications = new Map<string, Publication>()

  constructor(signaling: SignalingClient) {
    this.#signaling = signaling
    signaling.on('uplink:keyframe', ({ producerId }) => {
      const source = this.#publications.get(producerId)?.source
      if (source instanceof Vp8Source) source.sendKeyFrame()
    })
  }

  /** What is being published. */
  get publications(): readonly Publication[] {
    return [...this.#publications.values()]
  }

  /**
   * Creates a producer for a source, and starts the source.
   *
   * @param muted - whether it is muted from the beginning
   * @throws {ProtocolError} when the server refuses
   */
  async publish<S extends MediaSource>(
    transport: NativeTransport,
    source: Source,
    { media, muted }: { media: S; muted: boolean },
  ): Promise<Publication<S>> {
    media.setMuted(muted)
    const { producerId } = await this.#signaling.request('producer:create', {
      transportId: transport.id,
      kind: media.kind,
      source,
      rtpParameters: media.rtpParameters,
      paused: muted,
      ...(media instanceof Vp8Source ? { captureSize: media.captureSize } : {}),
    })
    media.start(transport)
    const publication = { producerId, source: media }
    this.#publications.set(producerId, publication)
    return publication
  }

  /** Mutes or unmutes, at the server and here. */
  async setMuted({ producerId, source }: Publication, muted: boolean): Promise<void> {
    source.setMuted(muted)
    await this.#signaling.request(muted ? 'producer:pause' : 'producer:resume', { producerId })
  }

  /** Stops to publish something. */
  async unpublish({ producerId, source }: Publication): Promise<void> {
    source.stop()
    this.#publications.delete(producerId)
    await this.#signaling.request('producer:close', { producerId })
  }

  /** Answers requests for key frames in a packet of RTCP. */
  keyFramesRequested(packet: Buffer): void {
    for (const ssrc of requestedKeyFrames(packet)) {
      for (const { source } of this.#publications.values()) source.keyFrameRequested(ssrc)
    }
  }

  /** Stops all sources, without telling the server. */
  stop(): void {
    for (const { source } of this.#publications.values()) source.stop()
    this.#publications.clear()
  }
}
