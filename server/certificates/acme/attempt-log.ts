import type { Attempts, KeptFiles } from './kept-files.ts'
import { AcmeProblem, oneLine, type ChallengeType } from './problem.ts'
import { waitAfter } from './timing.ts'

const INTERRUPTED = 'The last attempt was interrupted.'
// A problem and the sentence that says what to do.
const ERROR_MAX = 600

/** What was tried and when it may be tried again, for this process and those after it. */
export class AttemptLog {
  readonly #files: KeptFiles
  #attempts: Attempts
  /** What stood here before the attempt that is under way. */
  #before: Attempts | undefined

  private constructor(files: KeptFiles, attempts: Attempts) {
    this.#files = files
    this.#attempts = attempts
  }

  /**
   * Goes on with what is kept.
   *
   * @param wanted - the settings that matter: with others than before, attempts begin anew
   */
  static async open(files: KeptFiles, wanted: string): Promise<AttemptLog> {
    const kept = await files.attempts()
    return new AttemptLog(files, kept?.wanted === wanted ? kept : none(wanted))
  }

  /** The earliest moment for the next attempt, in milliseconds since 1970; one that is under way was due before. */
  get nextAttemptAt(): number {
    return (this.#before ?? this.#attempts).nextAttemptAt
  }

  /** Why the last attempt that ended brought nothing. */
  get lastError(): string | null {
    return (this.#before ?? this.#attempts).lastError
  }

  /** The challenge that could not be verified last. */
  get failedChallenge(): ChallengeType | null {
    return (this.#before ?? this.#attempts).failedChallenge
  }

  /** What the authority suggests for the renewal. */
  get renewal(): Attempts['renewal'] {
    return this.#attempts.renewal
  }

  /** Takes over what another process wrote meanwhile. */
  async adopt(): Promise<void> {
    const kept = await this.#files.attempts()
    if (kept?.wanted === this.#attempts.wanted) this.#attempts = kept
  }

  /** Other names are wanted from now on. Failures still count: names that come and go must not ask for ever. */
  want(wanted: string): void {
    if (wanted !== this.#attempts.wanted) this.#attempts = { ...this.#attempts, wanted, renewal: null }
  }

  /**
   * Writes an attempt down as failed before it is made: a process that dies in the middle, again and again, does not
   * ask again and again.
   *
   * @throws {AcmeProblem} when it cannot be written down, so that nobody may be asked
   */
  async begin(now: number): Promise<void> {
    const before = this.#attempts
    const lastError = before.lastError ?? INTERRUPTED
    this.#attempts = { ...before, ...failure(before, now, undefined), lastError }
    this.#before = before
    await this.#files.keepAttempts(this.#attempts).catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException
      throw new AcmeProblem(
        `Nothing can be kept in ${this.#files.folder} (${code ?? message}), so nobody is asked. Make room there, and let the user of the server write.`,
      )
    })
  }

  /** The attempt brought nothing. Obeyed by this process even where the disk does not take it. */
  async fail(error: unknown, now: number): Promise<void> {
    const before = this.#before ?? this.#attempts
    this.#before = undefined
    const problem = error instanceof AcmeProblem ? error : undefined
    this.#attempts = {
      ...before,
      ...failure(before, now, problem?.retryAfterMs),
      lastError: oneLine((error as Error).message, ERROR_MAX),
      failedChallenge: problem?.challenge ?? null,
    }
    await this.#keep()
  }

  /** The attempt brought a certificate. */
  async succeed(): Promise<void> {
    this.#before = undefined
    this.#attempts = none(this.#attempts.wanted)
    await this.#keep()
  }

  /** Keeps what the authority suggests. */
  async suggest(renewal: NonNullable<Attempts['renewal']>): Promise<void> {
    this.#attempts = { ...this.#attempts, renewal }
    await this.#keep()
  }

  async #keep(): Promise<void> {
    // The next attempt says that nothing can be kept, and is not made.
    await this.#files.keepAttempts(this.#attempts).catch(() => undefined)
  }
}

function none(wanted: string): Attempts {
  return { wanted, failures: 0, nextAttemptAt: 0, lastError: null, failedChallenge: null, renewal: null }
}

function failure(
  before: Attempts,
  now: number,
  retryAfterMs: number | undefined,
): Pick<Attempts, 'failures' | 'nextAttemptAt'> {
  const failures = before.failures + 1
  return { failures, nextAttemptAt: now + waitAfter(failures, retryAfterMs, Math.random()) }
}
