import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../observability/metrics.ts'
import type { Readiness } from './readiness.ts'

/**
 * Addresses for machines: `/healthz` says that the process answers, `/readyz`
 * whether it takes new people, `/metrics` how much it has to do.
 */
export function registerStatus(fastify: FastifyInstance, readiness: () => Readiness, metrics: Metrics): void {
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
    reply.header('Cache-Control', 'no-store').type(metrics.contentType)
    return await metrics.render()
  })
}
