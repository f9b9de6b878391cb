import type { ConsumerSettings, PlannedConsumer } from '../ports/media-subscriber.ts'

/** How a planned consumer is to be sent. */
export function settingsOf(planned: PlannedConsumer): ConsumerSettings {
  const { priority, paused, spatialLayer, temporalLayer } = planned
  return {
    priority,
    paused,
    ...(spatialLayer === undefined ? {} : { spatialLayer }),
    ...(temporalLayer === undefined ? {} : { temporalLayer }),
  }
}

/** Whether a consumer is sent like that already. */
export function isApplied(applied: ConsumerSettings | null, wanted: ConsumerSettings): boolean {
  return (
    applied?.priority === wanted.priority &&
    applied.spatialLayer === wanted.spatialLayer &&
    applied.temporalLayer === wanted.temporalLayer &&
    applied.paused === wanted.paused
  )
}
