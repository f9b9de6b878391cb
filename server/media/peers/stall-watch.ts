import type { Consumer } from 'mediasoup/types'
import type { Stall } from '../../../protocol/index.ts'

// A layer switch or a key frame takes its time; only what lasts is worth a word.
const LASTING_MS = 1200
// mediasoup chooses a layer when something about the layers changes. When the one that it
// sent ended while it did not know yet how the clocks of the others run, nothing does.
const NUDGE_MS = 600

/**
 * Watches whether the picture of a simulcast consumer still moves: mediasoup
 * sends nothing when it believes that not even the lowest layer fits.
 *
 * @param stalled - called with the reason once that lasts, and with null when the
 *   picture moves again
 */
export function watchStall(consumer: Consumer, stalled: (stall: Stall | null) => void): void {
  let timer: NodeJS.Timeout | undefined
  let told: Stall | null = null
  const isStill = (): boolean =>
    !consumer.closed && !consumer.currentLayers && !consumer.paused && !consumer.producerPaused
  const tell = (reason: Stall | null): void => {
    if (reason === told) return
    told = reason
    stalled(reason)
  }
  const nudge = (): void => {
    if (!isStill()) return
    timer = setTimeout(check, LASTING_MS - NUDGE_MS)
    const { preferredLayers } = consumer
    if (consumer.type !== 'simulcast' || !preferredLayers || isSilent(consumer)) return
    // Being told the same again, it chooses again.
    consumer.setPreferredLayers(preferredLayers).catch(() => {
      // It closed meanwhile.
    })
  }
  const check = (): void => {
    if (!isStill()) return
    tell(isSilent(consumer) ? 'uplink' : 'downlink')
    timer = setTimeout(nudge, NUDGE_MS)
  }
  const evaluate = (): void => {
    clearTimeout(timer)
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
