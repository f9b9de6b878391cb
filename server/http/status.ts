import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../observability/metrics.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { sendErrorPage } from './error-page.ts'
import type { Readiness } from './readiness.ts'
import type { TargetedRequest } from './request-target.ts'

/** What the addresses for machines tell, and whom. */
export interface StatusOptions {
  readiness: () => Readiness
  metrics: Metrics
  /** Whether a request may see the metrics. */
  mayReadMetrics: (request: TargetedRequest) => boolean
  refusals: RefusalLog
  /** Path of the start page. */
  home: string
}

const METRICS_REFUSED =
  'Figures are for the operator of this server. Ask from its own machine, or see metrics.allow and metrics.token.'

/** Addresses that answer under any host name, because load balancers ask by whatever name they have. */
export const PROBES: readonly string[] = ['/healthz', '/readyz']

/**
 * Addresses for machines: `/healthz` says that the process answers, `/readyz`
 * whether it takes new people, `/metrics` how much it has to do.
 */
export function registerStatus(
  fastify: FastifyInstance,
  { readiness, metrics, mayReadMetrics, refusals, home }: StatusOptions,
): void {
  fastify.get('/healthz', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store')
    return { status: 'ok' }
  })
  fastify.get('/readyz', async (_request, reply) => {
    const status = readiness()
    reply.header('Cache-Control', 'no-store').code(status === 'ready' ? 200 : 503)
    return { status }
  })
  fastify.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request.raw)) {
      refusals.log('metrics', {}, 'metrics were refused; see metrics.allow and metrics.token')
      return sendErrorPage(request, reply, 403, home, METRICS_REFUSED)
    }
    reply.header('Cache-Control', 'no-store').type(metrics.contentType)
    return await metrics.render()
  })
}
