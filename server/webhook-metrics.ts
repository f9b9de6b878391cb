import type { ReadMetric } from './observability/metrics.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** How deliveries to receivers of webhooks go. */
export function webhookMetrics(webhooks: Pick<Webhooks, 'waiting' | 'outcomes'>): ReadMetric[] {
  return [
    {
      name: 'plenary_webhooks_waiting',
      help: 'Messages that receivers of webhooks have not taken yet.',
      labels: ['receiver'],
      read: () => Array.from(webhooks.waiting, ([receiver, value]) => ({ labels: { receiver }, value })),
    },
    {
      name: 'plenary_webhook_attempts_total',
      type: 'counter',
      help: 'Attempts to deliver webhooks by how they ended: delivered, retried later, or failed for good.',
      labels: ['outcome'],
      read: () =>
        Object.entries(webhooks.outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
  ]
}
