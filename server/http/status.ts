import type { FastifyInstance } from 'fastify'
import { METRICS_CONTENT_TYPE, renderMetrics, type Gauge } from '../observability/metrics.ts'
import type { Readiness } from './readiness.ts'

/**
 * Addresses for machines: `/healthz` says that the process answers, `/readyz`
 * whether it takes new people, `/metrics` how much it has to do.
 */
export function registerStatus(
  fastify: FastifyInstance,
  readiness: () => Readiness,
  gauges: readonly Gauge[],
): void {
  const up: Gauge = {
    name: 'plenary_up',
    help: 'Whether the server takes new people: 1 or 0.',
    read: () => Number(readiness() === 'ready'),
  }
  fastify.get('/healthz', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store')
    return { status: 'ok' }
  })
  fastify.get('/readyz', async (_request, reply) => {
    const status = readiness()
    reply.header('Cache-Control', 'no-store').code(status === 'ready' ? 200 : 503)
    return { status }
  })
  fastify.get('/metrics', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store').type(METRICS_CONTENT_TYPE)
    return await renderMetrics([up, ...gauges])
  })
}
