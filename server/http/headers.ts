import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { CertificateSource } from '../certificates/certificate.ts'

// Everything comes from this server. Inline styles are allowed because the
// component libraries place their pop-ups with them; scripts never are.
const contentSecurityPolicy = (pictureHosts: readonly string[]) => ({
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:', ...pictureHosts.map((host) => `https://${host}`)],
  'media-src': ["'self'", 'blob:'],
  // Covers the WebSocket of the same host and port, CSP Level 3, section 6.7.2.8.
  'connect-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
})

// Only names that every current browser knows: an unknown one is an error in the
// console of each page.
const PERMISSIONS_POLICY = [
  'camera=(self)',
  'microphone=(self)',
  'display-capture=(self)',
  'geolocation=()',
  'payment=()',
  'usb=()',
].join(', ')

const HALF_A_YEAR_IN_SECONDS = 15_768_000

/**
 * Sends the security headers with every answer.
 *
 * @param certificate - where the certificate comes from; undefined on plain HTTP, where
 *   some headers are left out, because browsers ignore them with an error in the console.
 *   Strict-Transport-Security goes with a real certificate alone, from the moment on when
 *   it is there: with a self-signed one it would lock people out.
 * @param pictureHosts - `access.pictureHosts`, from which pictures of people may be shown
 * @param parents - `embedding.allowedParents`: origins of pages that may show this server in a frame
 */
export async function registerHeaders(
  fastify: FastifyInstance,
  certificate: CertificateSource | undefined,
  pictureHosts: readonly string[],
  parents: readonly string[],
): Promise<void> {
  const isSecure = certificate !== undefined
  const directives = { ...contentSecurityPolicy(pictureHosts), 'frame-ancestors': ["'self'", ...parents] }
  await fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginOpenerPolicy: isSecure,
    originAgentCluster: isSecure,
    // Set below: whether it may be sent changes while the server runs.
    strictTransportSecurity: false,
    // A link inside a meeting must not tell its room to another site.
    referrerPolicy: { policy: 'same-origin' },
    // It knows no list, and browsers that read `frame-ancestors` ignore it; others would refuse every parent.
    xFrameOptions: parents.length === 0 && { action: 'sameorigin' },
  })
  fastify.addHook('onSend', async (_request, reply) => {
    reply.header('Permissions-Policy', PERMISSIONS_POLICY)
    if (certificate?.allowsHsts())
      reply.header('Strict-Transport-Security', `max-age=${HALF_A_YEAR_IN_SECONDS}`)
  })
}
