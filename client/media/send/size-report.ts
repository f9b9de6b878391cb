import type { Producer } from 'mediasoup-client/types'
import { ProtocolError } from '../../../protocol/index.ts'
import type { VideoSize } from '../media-types.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import { boundedCaptureSize } from './capture-size.ts'

/**
 * Tells the server when a picture is captured in another size than it knows, because it
 * chooses layers by it: a phone was turned, another camera took over, a shared window
 * was resized. Browsers have no event for that.
 */
export class SizeReport {
  readonly #producer: Producer
  readonly #signaling: MediaSignaling
  /** What the server was told last. */
  #told: VideoSize

  /** @param told - the size that was announced with the producer */
  constructor(producer: Producer, told: VideoSize, signaling: MediaSignaling) {
    this.#producer = producer
    this.#told = told
    this.#signaling = signaling
  }

  /**
   * Looks at the track, and says what differs.
   *
   * @param producerId - id at the server
   */
  follow(producerId: string): void {
    const { closed, track } = this.#producer
    if (closed || !track) return
    const captureSize = boundedCaptureSize(track)
    const told = this.#told
    if (captureSize.width === told.width && captureSize.height === told.height) return
    this.#told = captureSize
    this.#signaling.request('producer:resize', { producerId, captureSize }).catch((error: unknown) => {
      // What did not arrive is said again; what the server refused is not.
      if (!(error instanceof ProtocolError) && this.#told === captureSize) this.#told = told
    })
  }
}
