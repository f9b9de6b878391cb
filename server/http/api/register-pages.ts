import type { FastifyInstance } from 'fastify'
import { apiPage } from '../../api/api-page.ts'
import { DELIVERIES_POLICY, deliveriesPage } from '../../api/deliveries-page.ts'
import { openApi } from '../../api/openapi.ts'

/**
 * Serves the description, for programs and for people, and the page of deliveries. None holds a secret, so none needs
 * a key; what the page shows it asks for with the key of whoever looks at it.
 *
 * @returns their paths
 */
export function registerPages(api: FastifyInstance): string[] {
  const described = [
    { path: '/', type: 'text/html; charset=utf-8', body: once(apiPage) },
    {
      path: '/openapi.json',
      type: 'application/json; charset=utf-8',
      body: once(() => JSON.stringify(openApi())),
    },
  ]
  for (const { path, type, body } of described) {
    api.get(path, (_request, reply) => reply.type(type).send(body()))
  }
  const deliveries = deliveriesPage()
  for (const { path, type, body } of deliveries) {
    api.get(path, (_request, reply) =>
      reply
        .header('Content-Security-Policy', DELIVERIES_POLICY)
        .header('X-Frame-Options', 'DENY')
        .header('Referrer-Policy', 'no-referrer')
        .type(type)
        .send(body),
    )
  }
  return [...described, ...deliveries].map(({ path }) => path)
}

/** Most servers have no key, so nobody may read what would be written and kept for them. */
function once(write: () => string): () => string {
  let text: string | undefined
  return () => (text ??= write())
}
