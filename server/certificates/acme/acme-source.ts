import type { SecureContext } from 'node:tls'
import type { Logger } from '../../observability/logger.ts'
import { coversAll, readFacts, type CertificateSource, type CertificateState } from '../certificate.ts'
import type { Pems } from '../pems.ts'
import { selfSignedPem } from '../self-signed.ts'
import { AttemptLog } from './attempt-log.ts'
import { orderCertificate, type AuthorityOptions } from './authority.ts'
import type { ChallengeAnswers } from './challenge-answers.ts'
import type { ChallengeServer } from './challenge-server.ts'
import { ATTEMPT_MAX_MS, type KeptFiles } from './kept-files.ts'
import { challengesByHope } from './problem.ts'
import { renewalAdvice } from './renewal-advice.ts'
import { certificateId, renewalInfoId, renewalTime } from './timing.ts'

/** What the certificate is asked for with. */
export interface AcmeSourceOptions {
  readonly authority: Omit<AuthorityOptions, 'signal'>
  /** Host names and IP addresses of this moment; none while nobody knows them. */
  readonly names: () => readonly string[]
  /** Further names for the certificate that serves until the first one is there. */
  readonly temporaryNames: readonly string[]
  readonly files: KeptFiles
  readonly answers: ChallengeAnswers
  /** Port 80; null where it must not be opened. */
  readonly challengeServer: ChallengeServer | null
  readonly logger: Logger
  /** The time in milliseconds since 1970; that of the system unless a test says otherwise. */
  readonly now?: () => number
  /** How often to look whether something is to be done, in milliseconds. */
  readonly tickMs?: number
}

// A timer for months would not survive that the machine sleeps or its clock is set.
const TICK_MS = 60_000
const NO_NAMES =
  'No public IP address of this server is known. Say it with --announce ADDRESS, or let it be found: --stun stun.cloudflare.com:3478'

/**
 * A certificate that an authority gives by ACME (RFC 8555): asked for, kept, renewed, and asked for again when there is
 * none. Until the first one is there, one that this server signs itself serves.
 */
export class AcmeSource implements CertificateSource {
  readonly #options: AcmeSourceOptions
  readonly #now: () => number
  readonly #listeners: ((pems: Pems) => void)[] = []
  readonly #end = new AbortController()
  #pem: string
  /** Whether `#pem` is the one that serves until the first one is there. */
  #isTemporary: boolean
  readonly #attempts: AttemptLog
  #timer: NodeJS.Timeout | undefined
  #checking: Promise<void> | undefined

  private constructor(options: AcmeSourceOptions, attempts: AttemptLog, pem: string, isTemporary: boolean) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#isTemporary = isTemporary
    this.#pem = pem
    this.#attempts = attempts
  }

  /**
   * Finds what is kept, or signs something for the time being. Asks nobody yet.
   *
   * @throws {Error} when the folder cannot be used, with what to do
   */
  static async open(options: AcmeSourceOptions): Promise<AcmeSource> {
    const { files, names, temporaryNames, logger } = options
    await files.open()
    const kept = await files.certificate()
    const all = [...new Set([...names(), ...temporaryNames])]
    const pem = kept ?? (await selfSignedPem(files.temporaryFile, all, logger))
    const attempts = await AttemptLog.open(files, wantedBy(options))
    return new AcmeSource(options, attempts, pem, kept === undefined)
  }

  pems(): Pems {
    return { key: this.#pem, cert: this.#pem }
  }

  state(): CertificateState {
    const { lastError } = this.#attempts
    return {
      kind: this.#isTemporary ? 'self-signed' : 'acme',
      ...readFacts(this.#pem),
      nextAttemptAt: new Date(Math.max(this.#dueAt(), 0)),
      lastError: this.#options.names().length === 0 ? NO_NAMES : lastError,
    }
  }

  allowsHsts(): boolean {
    // An authority of one's own is trusted by few browsers.
    return !this.#isTemporary && this.#options.authority.ca === undefined
  }

  onRenewed(listener: (pems: Pems) => void): void {
    this.#listeners.push(listener)
  }

  challengeContext(servername: string): SecureContext | undefined {
    return this.#options.answers.tlsAnswer(servername)
  }

  async start(): Promise<void> {
    await this.#options.challengeServer?.open()
    this.#schedule(0)
  }

  async close(): Promise<void> {
    this.#end.abort()
    clearTimeout(this.#timer)
    await this.#checking
    await this.#options.challengeServer?.close()
  }

  #schedule(waitMs: number): void {
    if (this.#end.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#checking = this.#check()
        .catch((error: unknown) => {
          if (!this.#end.signal.aborted)
            this.#options.logger.error({ err: error }, 'cannot look after the certificate')
        })
        .finally(() => {
          const tick = this.#options.tickMs ?? TICK_MS
          this.#schedule(Math.min(Math.max(this.#dueAt() - this.#now(), 10), tick))
        })
    }, waitMs).unref()
  }

  /** When the next certificate is asked for, in milliseconds since 1970. */
  #dueAt(): number {
    const { nextAttemptAt, renewal } = this.#attempts
    const suggested = renewal?.certificate === certificateId(this.#pem) ? renewal.at : null
    const wantedAt = this.#isGood() ? (suggested ?? renewalTime(this.#pem)) : 0
    return Math.max(nextAttemptAt, wantedAt)
  }

  #isGood(): boolean {
    return !this.#isTemporary && coversAll(this.#pem, this.#options.names())
  }

  async #check(): Promise<void> {
    this.#attempts.want(wantedBy(this.#options))
    const names = this.#options.names()
    if (names.length === 0) return
    if (this.#isGood()) await this.#askRenewal()
    if (this.#now() < this.#dueAt()) return
    // Without a place for it, `begin` says so and nobody is asked.
    const unlock = await this.#options.files.lock().catch(() => async () => undefined)
    // Another process asks; what it gets is found at the next look.
    if (!unlock) return await this.#adoptKept()
    try {
      await this.#adoptKept()
      if (this.#now() >= this.#dueAt()) await this.#attempt(names)
    } finally {
      await unlock()
    }
  }

  /** Takes over what another process got or tried meanwhile. */
  async #adoptKept(): Promise<void> {
    const { files } = this.#options
    await this.#attempts.adopt()
    const kept = await files.certificate()
    if (kept !== undefined && kept !== this.#pem) this.#serve(kept)
  }

  async #askRenewal(): Promise<void> {
    const { authority, logger } = this.#options
    const former = this.#attempts.renewal
    const advice = await renewalAdvice(this.#pem, former, {
      authority: { ...authority, signal: this.#signal() },
      now: this.#now(),
      failed: (error) => logger.debug({ err: error }, 'the certificate authority does not say when to renew'),
    })
    if (advice !== former && !this.#end.signal.aborted) await this.#attempts.suggest(advice)
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#end.signal, AbortSignal.timeout(ATTEMPT_MAX_MS)])
  }

  async #attempt(names: readonly string[]): Promise<void> {
    const { logger, authority } = this.#options
    await this.#options.challengeServer?.open()
    try {
      await this.#attempts.begin(this.#now())
      logger.info({ names, directory: authority.directoryUrl }, 'asking for a certificate')
      const { key, cert } = await this.#order(names)
      const pem = `${key.trim()}\n${cert.trim()}\n`
      this.#serve(pem)
      await this.#keep(pem)
      await this.#attempts.succeed()
    } catch (error) {
      if (this.#end.signal.aborted) return
      await this.#attempts.fail(error, this.#now())
      this.#tellFailure(names)
    }
  }

  async #order(names: readonly string[]): Promise<Pems> {
    const { files, authority, challengeServer, answers } = this.#options
    return await orderCertificate(
      { ...authority, signal: this.#signal() },
      {
        names,
        answers,
        challenges: challengesByHope(this.#attempts.failedChallenge, challengeServer?.isOpen ?? false),
        replaces: this.#isTemporary ? undefined : renewalInfoId(this.#pem),
        account: await files.account(),
        accountKnown: async (account) => await files.keepAccount(account),
      },
    )
  }

  /** A certificate that cannot be kept is good until the process ends. */
  async #keep(pem: string): Promise<void> {
    const { files, logger } = this.#options
    await files.keepCertificate(pem).catch((error: unknown) => {
      logger.error(
        { err: error, folder: files.folder },
        'cannot keep the certificate; after a restart it is asked for again',
      )
    })
  }

  #tellFailure(names: readonly string[]): void {
    const nextAttemptAt = new Date(this.#attempts.nextAttemptAt).toISOString()
    const fields = this.#isTemporary ? {} : { servedUntil: readFacts(this.#pem).validUntil.toISOString() }
    this.#options.logger.warn(
      { ...fields, nextAttemptAt },
      `no certificate for ${names.join(', ')}: ${this.#attempts.lastError ?? ''}`,
    )
  }

  #serve(pem: string): void {
    this.#pem = pem
    this.#isTemporary = false
    for (const listener of this.#listeners) listener(this.pems())
    const { names, validUntil, issuer } = readFacts(pem)
    this.#options.logger.info({ names, validUntil: validUntil.toISOString(), issuer }, 'certificate in use')
  }
}

function wantedBy({ names, authority: { eab, email } }: AcmeSourceOptions): string {
  return [...names(), eab?.keyId ?? '', email ?? ''].join(' ')
}
