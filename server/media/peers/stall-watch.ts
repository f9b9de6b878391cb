import type { Consumer } from 'mediasoup/types'
import type { Source, Stall } from '../../../protocol/index.ts'

/** Whose picture is watched. */
export interface WatchedTrack {
  readonly source: Source
  /** Whether its publisher has a media path. Without one nothing can arrive, and its line is not slow. */
  readonly hasPath: () => boolean
}

// A layer switch or a key frame takes its time; only what lasts is worth a word.
const LASTING_MS = 1200
// mediasoup chooses a layer when something about the layers changes. When the one that it
// sent ended while it did not know yet how the clocks of the others run, nothing does.
const NUDGE_MS = 600
// A page that stands still is repeated once a second, in less than this between two looks.
const STANDING_BYTES = 16_000

/**
 * Watches whether the picture of a consumer with layers still moves: mediasoup sends
 * nothing when it believes that not even the lowest layer fits, and when nothing came
 * lately. A shared screen may stand still for as long as it likes.
 *
 * @param stalled - called with the reason once that lasts, and with null when the
 *   picture moves again
 */
export function watchStall(
  consumer: Consumer,
  track: WatchedTrack,
  stalled: (stall: Stall | null) => void,
): void {
  let timer: NodeJS.Timeout | undefined
  let told: Stall | null = null
  /** What had arrived of a single stream at the last look; a new object for each wait. */
  let count = new ArrivalCount(consumer)
  const isStill = (): boolean =>
    !consumer.closed && !consumer.currentLayers && !consumer.paused && !consumer.producerPaused
  const tell = (reason: Stall | null): void => {
    if (reason === told) return
    told = reason
    stalled(reason)
  }
  const judge = (arrives: boolean): void => tell(arrives ? 'downlink' : reasonOfSilence(track))
  const nudge = (): void => {
    if (!isStill()) return
    timer = setTimeout(check, LASTING_MS - NUDGE_MS)
    if (consumer.type === 'svc') void count.begin()
    const { preferredLayers } = consumer
    if (consumer.type !== 'simulcast' || !preferredLayers || isSilent(consumer)) return
    // Being told the same again, it chooses again.
    consumer.setPreferredLayers(preferredLayers).catch(() => {
      // It closed meanwhile.
    })
  }
  const check = (): void => {
    if (!isStill()) return
    timer = setTimeout(nudge, NUDGE_MS)
    if (consumer.type !== 'svc' || isSilent(consumer)) {
      judge(!isSilent(consumer))
      return
    }
    const asked = count
    void asked.arrived().then((bytes) => {
      const arrives = bytes > (track.source === 'screen' ? STANDING_BYTES : 0)
      if (asked === count && isStill()) judge(arrives)
    })
  }
  const evaluate = (): void => {
    clearTimeout(timer)
    count = new ArrivalCount(consumer)
    if (isStill()) timer = setTimeout(nudge, NUDGE_MS)
    else tell(null)
  }
  consumer.on('layerschange', evaluate)
  consumer.observer.on('resume', evaluate)
  consumer.observer.on('pause', evaluate)
  consumer.observer.once('close', () => clearTimeout(timer))
}

/** Scores of 0 say that nothing arrives from the publisher. */
function isSilent({ score }: Consumer): boolean {
  return score.producerScores.every((one) => one === 0)
}

/** A camera ought to send all the time. What never had a path is told in another way. */
function reasonOfSilence({ source, hasPath }: WatchedTrack): Stall | null {
  return source === 'screen' || !hasPath() ? null : 'uplink'
}

/**
 * Counts what arrives of a single stream from its publisher. Scores do not tell: mediasoup
 * takes a single stream that brings nothing for one in best health.
 */
class ArrivalCount {
  readonly #consumer: Consumer
  #before: Promise<number> = Promise.resolve(0)

  constructor(consumer: Consumer) {
    this.#consumer = consumer
  }

  /** Counts from now on. */
  begin(): Promise<number> {
    this.#before = this.#read()
    return this.#before
  }

  /** Bytes since then; 0 when nobody knows. */
  async arrived(): Promise<number> {
    const [before, now] = await Promise.all([this.#before, this.#read()])
    return now - before
  }

  /** Source: mediasoup documentation, "RTC Statistics"; a consumer tells of its producer's stream as well. */
  async #read(): Promise<number> {
    const stats = await this.#consumer.getStats().catch(() => [])
    return stats.find(({ type }) => type === 'inbound-rtp')?.byteCount ?? 0
  }
}
