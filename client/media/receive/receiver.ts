import type { Consumer, Transport } from 'mediasoup-client/types'
import {
  rtpParametersSchema,
  unpackConsumers,
  type ConsumersChanged,
  type ConsumerUpdate,
  type FullConsumer,
  type Source,
} from '../../../protocol/index.ts'
import type { FrameTransform } from '../frame-transform.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import type { ReceivedTrack, WatchedVideo } from '../media-types.ts'
import { SerialQueue } from '../serial-queue.ts'
import { trackKey } from '../track-key.ts'
import type { TrackRegistry } from '../track-registry.ts'
import { toLibraryRtp } from '../wire.ts'
import { ConsumerRequests } from './consumer-requests.ts'
import {
  describe,
  lastFrameAt,
  latest,
  shouldMove,
  watchedVideo,
  type OpenConsumer,
} from './open-consumer.ts'
import { TrackTrials } from './track-trials.ts'

/** What a receiver tells. */
export interface ReceiverEvents {
  /** The list of received tracks changed. */
  changed: () => void
  /** The transport no longer takes consumers and must be replaced. */
  broken: (error: unknown) => void
}

/** What a receiver works with. */
export interface ReceiverOptions {
  transport: Transport
  signaling: MediaSignaling
  tracks: TrackRegistry
  events: ReceiverEvents
  /** What is known of tracks that do not open; nothing by default. */
  trials?: TrackTrials | undefined
  /** Takes hold of encoded frames; nothing does by default. */
  frameTransform?: FrameTransform | undefined
}

/**
 * Opens and closes what the server forwards. Batches are applied strictly in
 * order, because a later one may close what an earlier one opens.
 */
export class Receiver {
  readonly #transport: Transport
  readonly #requests: ConsumerRequests
  readonly #tracks: TrackRegistry
  readonly #events: ReceiverEvents
  readonly #frameTransform: FrameTransform | undefined
  readonly #open = new Map<string, OpenConsumer>()
  readonly #queue = new SerialQueue()
  readonly #trials: TrackTrials
  /** The transport takes nothing any more and is about to be replaced. */
  #isBroken = false

  constructor({ transport, signaling, tracks, events, trials, frameTransform }: ReceiverOptions) {
    this.#transport = transport
    this.#requests = new ConsumerRequests(signaling)
    this.#tracks = tracks
    this.#events = events
    this.#trials = trials ?? new TrackTrials(() => undefined)
    this.#frameTransform = frameTransform
  }

  /** What arrives now. */
  get received(): ReceivedTrack[] {
    return [...this.#open.values()].map(describe)
  }

  /** Ids of the open consumers, after all batches that came so far. */
  async consumerIds(): Promise<string[]> {
    return await this.#queue.run(() => Promise.resolve([...this.#open.keys()]))
  }

  /** Applies a batch after all earlier ones. Never rejects. */
  apply(batch: ConsumersChanged): Promise<void> {
    return this.#queue.run(() => this.#apply(batch)).catch((error: unknown) => this.#fail(error))
  }

  /**
   * Moment at which a frame was last received from anybody, on a clock of the
   * browser's; undefined when nobody sends. Source: W3C WebRTC, "getSynchronizationSources".
   */
  lastFrameAt(): number | undefined {
    return latest(
      [...this.#open.values()].flatMap(({ consumer, paused }) =>
        paused ? [] : (lastFrameAt(consumer) ?? []),
      ),
    )
  }

  /** Videos that should move. */
  movingVideos(): WatchedVideo[] {
    return [...this.#open.values()].filter(shouldMove).map(watchedVideo)
  }

  /** A video froze although its packets come, or moves again. */
  setFrozen(id: string, isFrozen: boolean): void {
    const open = this.#open.get(id)
    if (open) open.isFrozen = isFrozen
    this.#events.changed()
    // The browser itself asks for a key frame only after three seconds.
    if (isFrozen) this.#requests.refresh([id], { isLossy: true })
  }

  /** So much was lost that no video can go on: asks for key frames of all. */
  refresh(): void {
    this.#requests.refresh(
      [...this.#open].filter(([, { consumer }]) => consumer.kind === 'video').map(([id]) => id),
    )
  }

  /** Statistics of a received track. */
  async readStats(participantId: string, source: Source): Promise<RTCStatsReport | undefined> {
    const open = [...this.#open.values()].find(
      (one) => one.participantId === participantId && one.source === source,
    )
    return open && !open.consumer.closed ? await open.consumer.getStats() : undefined
  }

  /** Forgets all tracks, after something newer took their place or the meeting ended. */
  close(): void {
    for (const open of this.#open.values()) this.#release(open)
    this.#open.clear()
  }

  async #apply(batch: ConsumersChanged): Promise<void> {
    if (this.#transport.closed) return
    for (const id of batch.removed) this.#remove(id)
    const added = batch.added.length > 0 ? unpackConsumers(batch).filter((one) => this.#accepts(one)) : []
    const isSuspect = (one: FullConsumer): boolean => this.#trials.isSuspect(keyOf(one))
    const ready = await this.#openTogether(added.filter((one) => !isSuspect(one)))
    // What failed together before is opened one by one, so that the guilty one shows.
    for (const suspect of added.filter(isSuspect)) ready.push(...(await this.#openTogether([suspect])))
    if (this.#transport.closed) return
    for (const update of batch.updated) this.#update(update)
    this.#events.changed()
    this.#requests.acknowledge(ready)
  }

  /** Whether a consumer may be opened: a browser writes its texts into a session description. */
  #accepts(consumer: FullConsumer): boolean {
    const key = keyOf(consumer)
    if (this.#trials.isRefused(key)) return false
    if (rtpParametersSchema.safeParse(consumer.rtpParameters).success) return true
    this.#trials.leftOut(key)
    return false
  }

  /** @returns ids of those that are open */
  async #openTogether(added: readonly FullConsumer[]): Promise<string[]> {
    if (added.length === 0 || this.#isBroken || this.#transport.closed) return []
    // All calls in one turn: mediasoup-client merges them into one renegotiation.
    const results = await Promise.allSettled(added.map((consumer) => this.#consume(consumer)))
    if (this.#transport.closed) return []
    const ready: string[] = []
    const failed: { key: string; error: unknown }[] = []
    for (const [index, description] of added.entries()) {
      const result = results[index]
      const key = keyOf(description)
      if (result?.status === 'fulfilled') {
        this.#hold(description, result.value)
        this.#trials.opened(key)
        ready.push(description.id)
      } else if (isHarmless(result?.reason)) this.#trials.leftOut(key)
      else failed.push({ key, error: result?.reason })
    }
    this.#giveUpAfter(failed)
    return ready
  }

  #giveUpAfter(failed: readonly { key: string; error: unknown }[]): void {
    if (failed.length === 0) return
    this.#isBroken = true
    this.#trials.failed(failed.map(({ key }) => key))
    this.#fail(failed[0]?.error)
  }

  #consume({ id, participantId, source, kind, rtpParameters }: FullConsumer): Promise<Consumer> {
    const transform = this.#frameTransform
    return this.#transport.consume({
      id,
      // The batch does not name the producer, and nothing here needs its real id.
      producerId: trackKey(participantId, source),
      kind,
      rtpParameters: toLibraryRtp(rtpParameters),
      // The browser keeps tracks of one stream in step: a camera with its microphone,
      // and a shared screen with its sound, but not these two pairs with each other.
      streamId: source.startsWith('screen') ? `${participantId}-screen` : participantId,
      ...(transform
        ? {
            onRtpReceiver: (receiver) =>
              transform.attachReceiver(receiver, { kind, source, owner: participantId }),
          }
        : {}),
    })
  }

  #hold({ participantId, source, paused }: FullConsumer, consumer: Consumer): void {
    this.#open.set(consumer.id, { participantId, source, paused, stall: null, isFrozen: false, consumer })
    this.#tracks.set(participantId, source, consumer.track, consumer)
  }

  #update({ id, paused, stall }: ConsumerUpdate): void {
    const open = this.#open.get(id)
    if (!open) return
    if (paused !== undefined) open.paused = paused
    if (stall !== undefined) open.stall = stall
  }

  #remove(id: string): void {
    const open = this.#open.get(id)
    if (!open) return
    this.#open.delete(id)
    this.#release(open)
  }

  #release({ participantId, source, consumer }: OpenConsumer): void {
    this.#tracks.remove(participantId, source, consumer)
    consumer.close()
  }

  #fail(error: unknown): void {
    if (!this.#transport.closed) this.#events.broken(error)
  }
}

function keyOf({ participantId, source }: FullConsumer): string {
  return trackKey(participantId, source)
}

/**
 * Whether a failed consumer leaves the transport intact: this browser cannot
 * decode it, or the transport was closed meanwhile.
 */
function isHarmless(error: unknown): boolean {
  const name = (error as Error | null)?.name
  return name === 'UnsupportedError' || name === 'InvalidStateError'
}
