import type { Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { bindHost, mediaAddresses } from '../config/addresses.ts'
import { cacheFolder } from '../config/cache-folder.ts'
import { publicAddress } from '../config/public-url.ts'
import type { Config } from '../config/schema.ts'
import type { Logger } from '../observability/logger.ts'
import { AcmeSource } from './acme/acme-source.ts'
import { ChallengeAnswers } from './acme/challenge-answers.ts'
import { ChallengeServer } from './acme/challenge-server.ts'
import { KeptFiles } from './acme/kept-files.ts'
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
  if (mode === 'acme') return await openAcme(options)
  if (mode === 'files' && certFile !== undefined && keyFile !== undefined) {
    return await openCertificateFiles({ certFile, keyFile }, logger)
  }
  return selfSignedSource(
    await selfSignedPem(join(cacheFolder(), 'self-signed.pem'), certificateNames(listen), logger),
  )
}

async function openAcme(options: CertificateOptions): Promise<AcmeSource> {
  const { listen, storage, logger, guard } = options
  const { acme, host } = listen
  const answers = new ChallengeAnswers()
  const base = storage.file === 'none' ? cacheFolder() : dirname(storage.file)
  const names = (): readonly string[] =>
    acme.publicAddress ? options.addresses.outside.slice(0, 1) : acme.names.map((name) => name.toLowerCase())
  // A name that people open is the one to go on with; the address of the moment where there is none.
  const home = (): string | undefined => publicAddress(listen.publicUrl)?.origin
  const port80 = { host: bindHost(host), port: acme.httpPort, answers, home, guard, logger }
  return await AcmeSource.open({
    authority: {
      directoryUrl: acme.directoryUrl,
      ca: await readTrusted(acme.directoryCaFile),
      email: acme.email ?? null,
      eab: await readBinding(acme.eab),
    },
    names,
    temporaryNames: certificateNames(listen),
    files: new KeptFiles(join(base, 'acme'), acme.directoryUrl),
    answers,
    challengeServer: acme.httpPort === 0 ? null : new ChallengeServer(port80),
    logger,
  })
}

/** Every name and address under which somebody may open the server. */
export function certificateNames(listen: Config['listen']): string[] {
  const { bind, announced } = mediaAddresses(listen)
  const machine = hostname().toLowerCase()
  const named = /^[a-z0-9.-]+$/.test(machine) ? [machine] : []
  return [...new Set(['localhost', '127.0.0.1', '::1', ...named, ...bind, ...announced])]
}

async function readTrusted(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const pem = await readSetting('listen.acme.directoryCaFile', file)
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return [...rootCertificates, pem].join('\n')
  throw new Error(
    `listen.acme.directoryCaFile: ${file} holds no certificate. Name the PEM file of the root certificate that signed that of the directory.`,
  )
}

async function readBinding(
  eab: Config['listen']['acme']['eab'],
): Promise<{ keyId: string; secret: string } | null> {
  const { keyId, secret, secretFile } = eab
  if (keyId === undefined) return null
  if (secret !== undefined || secretFile === undefined) return { keyId, secret: secret ?? '' }
  const read = (await readSetting('listen.acme.eab.secretFile', secretFile)).trim()
  if (/^[A-Za-z0-9_+/=-]+$/.test(read)) return { keyId, secret: read }
  throw new Error(
    `listen.acme.eab.secretFile: ${secretFile} holds no key in base64url. Put the HMAC key there as your certificate authority gave it to you.`,
  )
}

async function readSetting(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(
      `${setting}: cannot read ${file} (${code ?? message}). Correct the path or its permissions.`,
      { cause: error },
    )
  }
}
