import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { mediaAddresses } from '../config/addresses.ts'
import { cacheFolder } from '../config/cache-folder.ts'
import type { Config } from '../config/schema.ts'
import type { Logger } from '../observability/logger.ts'
import { selfSignedPem } from './self-signed.ts'

/** A private key and its certificate chain, as PEM texts. */
interface Pems {
  key: string
  cert: string
}

/** The certificate of the server, which may be renewed while it runs. */
export interface Credentials {
  pems(): Pems
  /** Calls back with the new certificate after its files changed. */
  onRenewed(listener: (pems: Pems) => void): void
  /** Stops to watch the files. */
  close(): void
}

const WATCH_INTERVAL_MS = 60_000
// PKCS #8 (RFC 5958, section 3) says it in the label, the traditional form in a header (RFC 1421, section 4.6.1.1).
const ENCRYPTED_KEY = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m

/**
 * Reads or makes the certificate that the settings ask for.
 *
 * @param watchIntervalMs - how often certificate files are looked at, in milliseconds
 * @throws {Error} with what to do, when the files cannot be read or do not fit
 */
export async function loadCredentials(
  listen: Config['listen'],
  logger: Logger,
  watchIntervalMs: number = WATCH_INTERVAL_MS,
): Promise<Credentials> {
  const { mode, certFile, keyFile } = listen.tls
  if (mode === 'files' && certFile !== undefined && keyFile !== undefined) {
    const files = { certFile, keyFile }
    return watchedCredentials(await readPems(files), files, logger, watchIntervalMs)
  }
  const pem = await selfSignedPem(join(cacheFolder(), 'self-signed.pem'), certificateNames(listen), logger)
  return { pems: () => ({ key: pem, cert: pem }), onRenewed: () => undefined, close: () => undefined }
}

/** Every name and address under which somebody may open the server. */
export function certificateNames(listen: Config['listen']): string[] {
  const { bind, announced } = mediaAddresses(listen)
  const machine = hostname().toLowerCase()
  const named = /^[a-z0-9.-]+$/.test(machine) ? [machine] : []
  return [...new Set(['localhost', '127.0.0.1', '::1', ...named, ...bind, ...announced])]
}

async function readPems({ certFile, keyFile }: { certFile: string; keyFile: string }): Promise<Pems> {
  const read = async (setting: string, file: string) => {
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw new Error(
        `${setting}: cannot read ${file} (${code ?? message}). Correct the path or its permissions.`,
        {
          cause: error,
        },
      )
    }
  }
  const pems = {
    cert: await read('listen.tls.certFile', certFile),
    key: await read('listen.tls.keyFile', keyFile),
  }
  if (ENCRYPTED_KEY.test(pems.key)) {
    throw new Error(
      `listen.tls.keyFile: the private key in ${keyFile} is encrypted, and nobody is there to type its ` +
        `passphrase when the server starts. Write a copy without one (openssl pkey -in ${keyFile} -out ` +
        'plain-key.pem), let only the user of the server read it (chmod 600), and name that file.',
    )
  }
  try {
    createSecureContext(pems)
  } catch (error) {
    throw new Error(
      `${certFile} and ${keyFile} are no certificate and key that belong together (${(error as Error).message}). ` +
        'Set listen.tls.certFile and listen.tls.keyFile to PEM files of one certificate.',
      { cause: error },
    )
  }
  return pems
}

// Certificates from Let's Encrypt are replaced every two months or so; a meeting
// must not end for that. Both files are read again when either changes.
function watchedCredentials(
  first: Pems,
  files: { certFile: string; keyFile: string },
  logger: Logger,
  interval: number,
): Credentials {
  let current = first
  const listeners: ((pems: Pems) => void)[] = []
  const reload = () => {
    readPems(files).then(
      (pems) => {
        if (pems.cert === current.cert && pems.key === current.key) return
        current = pems
        for (const listener of listeners) listener(pems)
        logger.info({ certFile: files.certFile }, 'certificate renewed')
      },
      (error: unknown) => logger.warn({ err: error }, 'certificate not renewed; the former one stays in use'),
    )
  }
  const watched = [files.certFile, files.keyFile]
  for (const file of watched) watchFile(file, { interval, persistent: false }, reload)
  return {
    pems: () => current,
    onRenewed: (listener) => void listeners.push(listener),
    close: () => {
      for (const file of watched) unwatchFile(file, reload)
    },
  }
}
