import type { ConsumersChanged, NotificationParams } from '../../protocol/index.ts'
import { Receiver, type ReceiverEvents } from './receiver.ts'
import { Roster } from './roster.ts'
import type { SignalingClient } from './signaling-client.ts'

/** What the notifications of a connection add up to. */
export interface FollowedSession {
  readonly roster: Roster
  readonly receiver: Receiver
  /** Every `consumers:changed`, oldest first. */
  readonly batches: readonly ConsumersChanged[]
  readonly ended: readonly NotificationParams<'session:ended'>[]
}

/**
 * Follows a session from before its join, whose answer may not be the first thing
 * that comes.
 *
 * @param acknowledges - whether new consumers are acknowledged at once
 * @param events - hears what arrives
 */
export function followSession(
  signaling: SignalingClient,
  acknowledges: boolean,
  events?: ReceiverEvents,
): FollowedSession {
  const roster = new Roster()
  const receiver = new Receiver(events)
  const batches: ConsumersChanged[] = []
  signaling.on('room:changed', (change) => roster.changed(change))
  signaling.on('roster:changed', (window) => roster.seen(window))
  signaling.on('consumers:changed', (batch) => {
    batches.push(batch)
    const consumerIds = receiver.apply(batch)
    if (!acknowledges || consumerIds.length === 0) return
    signaling.request('consumer:ready', { consumerIds }).catch(() => {
      // The connection ended; a repair brings a new batch.
    })
  })
  return { roster, receiver, batches, ended: signaling.collect('session:ended') }
}
