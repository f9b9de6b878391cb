import { dirname, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { bindHost } from '../../config/addresses.ts'
import { cacheFolder } from '../../config/cache-folder.ts'
import { publicAddress } from '../../config/public-url.ts'
import type { Config } from '../../config/schema.ts'
import { readSettingFile } from '../../lib/setting-file.ts'
import { AcmeSource, type AcmeSourceOptions } from './acme-source.ts'
import { ChallengeAnswers } from './challenge-answers.ts'
import { ChallengeServer, type ChallengeServerOptions } from './challenge-server.ts'
import { KeptFiles } from './kept-files.ts'

/** What the settings of ACME are carried out with. */
export interface OpenAcmeOptions
  extends Pick<AcmeSourceOptions, 'temporaryNames' | 'logger'>, Pick<ChallengeServerOptions, 'guard'> {
  readonly listen: Config['listen']
  readonly storage: Config['storage']
  /** Public IP addresses of this server at this moment, the best one first; for `listen.acme.publicAddress`. */
  readonly addresses: { readonly outside: readonly string[] }
}

/**
 * Opens the source of certificates that `listen.acme` describes.
 *
 * @throws {Error} with what to do, when a file that it names cannot be read or does not fit
 */
export async function openAcme(options: OpenAcmeOptions): Promise<AcmeSource> {
  const { listen, storage, logger, guard, temporaryNames } = options
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
      ca: readTrusted(acme.directoryCaFile),
      email: acme.email ?? null,
      eab: readBinding(acme.eab),
    },
    names,
    temporaryNames,
    files: new KeptFiles(join(base, 'acme'), acme.directoryUrl),
    answers,
    challengeServer: acme.httpPort === 0 ? null : new ChallengeServer(port80),
    logger,
  })
}

function readTrusted(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  const pem = readSettingFile('listen.acme.directoryCaFile', file)
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return [...rootCertificates, pem].join('\n')
  throw new Error(
    `listen.acme.directoryCaFile: ${file} holds no certificate. Name the PEM file of the root certificate that signed that of the directory.`,
  )
}

function readBinding(eab: Config['listen']['acme']['eab']): { keyId: string; secret: string } | null {
  const { keyId, secret, secretFile } = eab
  if (keyId === undefined) return null
  if (secret !== undefined || secretFile === undefined) return { keyId, secret: secret ?? '' }
  const read = readSettingFile('listen.acme.eab.secretFile', secretFile).trim()
  if (/^[A-Za-z0-9_+/=-]+$/.test(read)) return { keyId, secret: read }
  throw new Error(
    `listen.acme.eab.secretFile: ${secretFile} holds no key in base64url. Put the HMAC key there as your certificate authority gave it to you.`,
  )
}
