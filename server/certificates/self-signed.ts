import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { Logger } from '../observability/logger.ts'
import { coversAll, readFacts, type CertificateSource } from './certificate.ts'
import { writePrivately } from './private-file.ts'

const DAY_MS = 24 * 60 * 60 * 1000
// Browsers refuse certificates that are valid for more than 398 days
// (CA/Browser Forum, Baseline Requirements 6.3.2).
const VALID_DAYS = 397
const RENEW_BEFORE_DAYS = 30

/**
 * A certificate that this server signed itself, for every name under which it can
 * be opened. It is kept, so that a browser's exception stays good over restarts,
 * and replaced 30 days before it ends or when a name is missing.
 *
 * @param file - PEM file that holds the key and the certificate, mode 0600
 * @param names - host names and IP addresses
 * @param now - the time, for tests
 * @returns key and certificate in one PEM text
 */
export async function selfSignedPem(
  file: string,
  names: readonly string[],
  logger: Logger,
  now: Date = new Date(),
): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined && isGood(kept, names, now)) return kept
  const pem = await createPem(names, now)
  try {
    await writePrivately(file, pem)
    logger.info({ file, names }, 'made a self-signed certificate')
  } catch (error) {
    logger.warn(
      { err: error, file },
      'could not keep the self-signed certificate; it lasts until the server stops',
    )
  }
  return pem
}

function isGood(pem: string, names: readonly string[], now: Date): boolean {
  try {
    const daysLeft = (readFacts(pem).validUntil.getTime() - now.getTime()) / DAY_MS
    return pem.includes('PRIVATE KEY') && daysLeft > RENEW_BEFORE_DAYS && coversAll(pem, names)
  } catch {
    return false
  }
}

async function createPem(names: readonly string[], now: Date): Promise<string> {
  // It comes with ASN.1 and X.509, 4 MB of memory that a server without such a certificate saves.
  const { generate } = await import('selfsigned')
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Plenary' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A guest's clock may be a little slow.
    notBeforeDate: new Date(now.getTime() - DAY_MS),
    notAfterDate: new Date(now.getTime() + (VALID_DAYS - 1) * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  })
  return `${key.trim()}\n${cert.trim()}\n`
}

/** A certificate that this server signed itself, as the one to serve. It never changes while the server runs. */
export function selfSignedSource(pem: string): CertificateSource {
  const facts = readFacts(pem)
  return {
    pems: () => ({ key: pem, cert: pem }),
    state: () => ({ kind: 'self-signed', ...facts, nextAttemptAt: null, lastError: null }),
    allowsHsts: () => false,
    onRenewed: () => undefined,
    start: async () => undefined,
    close: async () => undefined,
  }
}
