import { unwatchFile, watchFile } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { readSettingFile } from '../lib/setting-file.ts'
import type { Logger } from '../observability/logger.ts'
import { readFacts, type CertificateSource } from './certificate.ts'
import type { Pems } from './pems.ts'

/** Paths of PEM files. */
export interface CertificateFiles {
  certFile: string
  keyFile: string
}

const WATCH_INTERVAL_MS = 60_000
// PKCS #8 (RFC 5958, section 3) says it in the label, the traditional form in a header (RFC 1421, section 4.6.1.1).
const ENCRYPTED_KEY = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m

async function readPems({ certFile, keyFile }: CertificateFiles): Promise<Pems> {
  const pems = {
    cert: readSettingFile('listen.tls.certFile', certFile),
    key: readSettingFile('listen.tls.keyFile', keyFile),
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

/**
 * The certificate in files of somebody else. They are read again when either changes: certificates from Let's Encrypt
 * are replaced every two months or so, and a meeting must not end for that.
 *
 * @param watchIntervalMs - how often the files are looked at, in milliseconds
 * @throws {Error} with what to do, when the files cannot be read or do not fit
 */
export async function openCertificateFiles(
  files: CertificateFiles,
  logger: Logger,
  watchIntervalMs: number = WATCH_INTERVAL_MS,
): Promise<CertificateSource> {
  let current = await readPems(files)
  let lastError: string | null = null
  const listeners: ((pems: Pems) => void)[] = []
  const reload = () => {
    readPems(files).then(
      (pems) => {
        lastError = null
        if (pems.cert === current.cert && pems.key === current.key) return
        current = pems
        for (const listener of listeners) listener(pems)
        logger.info({ certFile: files.certFile }, 'certificate renewed')
      },
      (error: unknown) => {
        lastError = (error as Error).message
        logger.warn({ err: error }, 'certificate not renewed; the former one stays in use')
      },
    )
  }
  const watched = [files.certFile, files.keyFile]
  for (const file of watched) watchFile(file, { interval: watchIntervalMs, persistent: false }, reload)
  return {
    pems: () => current,
    state: () => ({ kind: 'files', ...readFacts(current.cert), nextAttemptAt: null, lastError }),
    allowsHsts: () => true,
    onRenewed: (listener) => void listeners.push(listener),
    start: async () => undefined,
    close: async () => {
      for (const file of watched) unwatchFile(file, reload)
    },
  }
}
