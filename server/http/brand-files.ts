import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { brandedManifest, type Branding } from '../branding/branding.ts'
import { entityTag } from './entity-tag.ts'

// A page that shows the logo as an image runs nothing of it. This is for those who open its address: without
// `allow-scripts` nothing runs, and with an origin of its own it could reach nothing here.
const LOGO_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"

/**
 * Serves the logo, and the manifest with the name in it.
 *
 * @param clientDir - folder of the build; may be filled later
 */
export function registerBranding(fastify: FastifyInstance, clientDir: string, branding: Branding): void {
  const { logo } = branding
  if (logo) {
    const etag = entityTag(logo.bytes)
    fastify.get(`/${logo.path}`, (request, reply) => {
      reply
        .header('Content-Security-Policy', LOGO_POLICY)
        .header('Cache-Control', 'public, max-age=31536000, immutable')
        .header('ETag', etag)
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(logo.type).send(logo.bytes)
    })
  }
  fastify.get('/manifest.webmanifest', async (request, reply) => {
    const built = await readFile(join(clientDir, 'manifest.webmanifest'), 'utf8').catch(() => undefined)
    if (built === undefined) return reply.callNotFound()
    const manifest = brandedManifest(built, branding)
    const etag = entityTag(manifest)
    reply.header('Cache-Control', 'no-cache').header('ETag', etag)
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('application/manifest+json').send(manifest)
  })
}
