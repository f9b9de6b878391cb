import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NotificationParams } from '../../../protocol/index.ts'
import { createSilentLogger } from '../../observability/logger.ts'
import type { ConsumerSettings, PlannedConsumer, SubscriberPort } from '../ports/media-subscriber.ts'
import { ViewReconciler } from './view-reconciler.ts'
import { ViewScheduler } from './view-scheduler.ts'

/** For tests: a reconciler whose plan the test decides, and all that it says and asks for. */
export function createReconciler() {
  let plan = new Map<string, PlannedConsumer>()
  const sent: NotificationParams<'consumers:changed'>[] = []
  const adjusted: [string, ConsumerSettings][] = []
  const closed: string[] = []
  const refreshed: string[] = []
  let gate: Promise<void> = Promise.resolve()
  const unreachable = new Set<string>()
  const subscriber = {
    consume: async (orders: PlannedConsumer[]) => {
      await gate
      return orders
        .filter(({ producerId }) => !unreachable.has(producerId))
        .map(({ producerId, participantId, source }) => ({
          id: `consumer-of-${producerId}`,
          producerId,
          participantId,
          source,
          kind: 'video',
          producerPaused: false,
          paused: false,
          rtpParameters: { mid: '0', codecs: [], encodings: [{ ssrc: 1 }] },
        }))
    },
    close: (ids: string[]) => void closed.push(...ids),
    requestKeyFrames: (ids: string[]) => {
      refreshed.push(...ids)
      return Promise.resolve()
    },
    adjust: (id: string, settings: ConsumerSettings) => {
      adjusted.push([id, settings])
      return Promise.resolve()
    },
  } as unknown as SubscriberPort
  const reconciler = new ViewReconciler({
    subscriber,
    isListening: () => true,
    send: (batch) => void sent.push(batch),
    plan: () => plan,
    again: () => scheduler.request(reconciler),
    planned: () => undefined,
    logger: createSilentLogger(),
  })
  const scheduler = new ViewScheduler({ budget: { perSecond: 1000, burst: 1000 } })
  return {
    reconciler,
    pause(id: string, paused: boolean) {
      const planned = plan.get(id)
      if (planned) plan.set(id, { ...planned, paused })
      scheduler.request(reconciler)
    },
    sent,
    adjusted,
    closed,
    refreshed,
    unreachable,
    want(...ids: string[]) {
      plan = new Map(
        ids.map((id) => [
          id,
          {
            producerId: id,
            participantId: `owner-of-${id}`,
            source: 'camera',
            priority: 10,
            spatialLayer: 1,
            paused: false,
          },
        ]),
      )
      scheduler.request(reconciler)
    },
    hold() {
      let release = (): void => undefined
      gate = new Promise((resolve) => (release = resolve))
      return release
    },
    async settle() {
      for (let turn = 0; turn < 5; turn += 1) await nextTurn()
    },
  }
}
