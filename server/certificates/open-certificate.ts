import type { Server } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { mediaAddresses } from '../config/addresses.ts'
import { cacheFolder } from '../config/cache-folder.ts'
import type { Config } from '../config/schema.ts'
import type { Logger } from '../observability/logger.ts'
import { openCertificateFiles } from './certificate-files.ts'
import type { CertificateSource } from './certificate.ts'
import { selfSignedPem, selfSignedSource } from './self-signed.ts'

/** What a certificate is found with. */
export interface CertificateOptions {
  readonly listen: Config['listen']
  readonly storage: Config['storage']
  readonly logger: Logger
  /** Public IP addresses of this server at this moment, the best one first; for `listen.acme.publicAddress`. */
  readonly addresses: { readonly outside: readonly string[] }
  /** Charges connections to port 80 to their addresses. */
  readonly guard: (server: Server) => void
}

/**
 * Reads, makes or asks for the certificate that the settings want.
 *
 * @returns undefined when the server speaks plain HTTP
 * @throws {Error} with what to do, when files cannot be read or do not fit
 */
export async function openCertificate(options: CertificateOptions): Promise<CertificateSource | undefined> {
  const { listen, logger } = options
  const { mode, certFile, keyFile } = listen.tls
  if (mode === 'off') return undefined
  if (mode === 'acme') {
    // Nobody else needs it.
    const { openAcme } = await import('./acme/open-acme.ts')
    return await openAcme({ ...options, temporaryNames: certificateNames(listen) })
  }
  if (mode === 'files' && certFile !== undefined && keyFile !== undefined) {
    return await openCertificateFiles({ certFile, keyFile }, logger)
  }
  return selfSignedSource(
    await selfSignedPem(join(cacheFolder(), 'self-signed.pem'), certificateNames(listen), logger),
  )
}

/** Every name and address under which somebody may open the server. */
export function certificateNames(listen: Config['listen']): string[] {
  const { bind, announced } = mediaAddresses(listen)
  const machine = hostname().toLowerCase()
  const named = /^[a-z0-9.-]+$/.test(machine) ? [machine] : []
  return [...new Set(['localhost', '127.0.0.1', '::1', ...named, ...bind, ...announced])]
}
