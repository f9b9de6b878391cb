import type { Consumer } from 'mediasoup/types'
import type { Stall } from '../../protocol/index.ts'

// A layer switch or a key frame takes its time; only what lasts is worth a word.
const LASTING_MS = 2000

/**
 * Watches whether the picture of a simulcast consumer still moves: mediasoup
 * sends nothing when it believes that not even the lowest layer fits.
 *
 * @param stalled - called with the reason once that lasts, and with null when the
 *   picture moves again
 */
export function watchStall(consumer: Consumer, stalled: (stall: Stall | null) => void): void {
  let timer: NodeJS.Timeout | undefined
  let reported = false
  const check = (): void => {
    timer = undefined
    if (consumer.closed || consumer.currentLayers || consumer.paused || consumer.producerPaused) return
    reported = true
    // Scores of 0 say that nothing arrives from the publisher either.
    const { producerScores } = consumer.score
    stalled(producerScores.every((score) => score === 0) ? 'uplink' : 'downlink')
  }
  const evaluate = (): void => {
    clearTimeout(timer)
    timer = undefined
    const still = !consumer.currentLayers && !consumer.paused && !consumer.producerPaused
    if (still) timer = setTimeout(check, LASTING_MS)
    else if (reported) {
      reported = false
      stalled(null)
    }
  }
  consumer.on('layerschange', evaluate)
  consumer.observer.on('resume', evaluate)
  consumer.observer.on('pause', evaluate)
  consumer.observer.once('close', () => clearTimeout(timer))
}
