import type { FullConsumer, Source } from '../../../protocol/index.ts'

/** What one participant receives. It need not be a browser: a recorder subscribes as well. */
export interface SubscriberPort {
  /** MIME types that it can decode, in lower case. */
  readonly codecs: ReadonlySet<string>
  /**
   * Creates consumers, paused. One that cannot be met (its producer closed
   * meanwhile, or an error that the engine has reported) is left out of the result.
   */
  consume(orders: readonly PlannedConsumer[]): Promise<CreatedConsumer[]>
  /** Applies layer, priority and pause to a consumer that exists. */
  adjust(consumerId: string, settings: ConsumerSettings): Promise<void>
  /** Asks the senders of these consumers for key frames. */
  requestKeyFrames(consumerIds: readonly string[]): Promise<void>
  close(consumerIds: readonly string[]): void
}

/** Which layers of a consumer are wanted. */
export interface LayerChoice {
  /** Wanted spatial layer, 0 is the smallest; ignored for audio and single streams. */
  spatialLayer?: number
  /** Highest temporal layer, 0 has the fewest frames; all of them when absent. */
  temporalLayer?: number
}

/** How a consumer is sent. */
export interface ConsumerSettings extends LayerChoice {
  /** 1 (first to starve) to 255. */
  priority: number
  paused: boolean
}

/** A consumer as the room wants it. */
export interface PlannedConsumer extends ConsumerSettings {
  producerId: string
  /** Its publisher. */
  participantId: string
  source: Source
}

/** A consumer as its subscriber is told of it. */
export interface CreatedConsumer extends FullConsumer {
  producerId: string
}
