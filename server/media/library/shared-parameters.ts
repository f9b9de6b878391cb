import type { Producer } from 'mediasoup/types'
import { deepFreeze } from './deep-freeze.ts'

/**
 * Lets all consumers of a producer read one description of it. mediasoup copies the description three
 * times for each consumer that it makes, which was a twentieth of what a join cost, and changes none
 * of the copies; this one cannot be changed.
 * Source: mediasoup, `node/src/Producer.ts`, `consumableRtpParameters`, and its use in `Transport.consume()`.
 */
export function shareParameters(producer: Producer): void {
  const value = deepFreeze(producer.consumableRtpParameters)
  Object.defineProperty(producer, 'consumableRtpParameters', { value })
}
