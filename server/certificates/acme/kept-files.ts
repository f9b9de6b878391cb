import { createHash } from 'node:crypto'
import { open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { z } from 'zod'
import { readFacts } from '../certificate.ts'
import { makePrivateFolder, writePrivately } from '../private-file.ts'

const accountSchema = z.strictObject({
  /** Its private key as PEM. */
  key: z.string(),
  /** Where the authority keeps it; null until it has one. */
  url: z.string().nullable(),
  /** The contact that the authority knows. */
  email: z.string().nullable(),
})

/** An account at a certificate authority. */
export type Account = z.infer<typeof accountSchema>

const attemptsSchema = z.strictObject({
  /** For which settings; with others the attempts begin anew. */
  wanted: z.string(),
  /** How many failed one after another. */
  failures: z.int().min(0),
  /** The earliest moment for the next, in milliseconds since 1970. */
  nextAttemptAt: z.number(),
  lastError: z.string().nullable(),
  /** The challenge that could not be verified last. */
  failedChallenge: z.enum(['http-01', 'tls-alpn-01']).nullable(),
  /** What the authority suggests for the renewal of one certificate. */
  renewal: z
    .strictObject({ certificate: z.string(), at: z.number().nullable(), checkAt: z.number() })
    .nullable(),
})

/** What was tried, and when it may be tried again. */
export type Attempts = z.infer<typeof attemptsSchema>

/** The longest time that an attempt takes, in milliseconds: a lock that is older was left behind. */
export const ATTEMPT_MAX_MS = 300_000

/** The folder of one authority: account, certificate and attempts, for this process and those after it. */
export class KeptFiles {
  readonly folder: string

  /** @param base - folder for all authorities */
  constructor(base: string, directoryUrl: string) {
    const { host } = new URL(directoryUrl)
    const hash = createHash('sha256').update(directoryUrl).digest('hex').slice(0, 8)
    this.folder = join(base, `${host.replace(/[^a-z0-9.-]+/gi, '_')}-${hash}`)
  }

  /**
   * Makes the folder.
   *
   * @throws {Error} when that is not possible, with what to do
   */
  async open(): Promise<void> {
    await makePrivateFolder(this.folder).catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException
      throw new Error(
        `Certificates are kept in ${this.folder}, which cannot be used (${code ?? message}). ` +
          'Let the user of the server write there, or set storage.file to a place where it may.',
        { cause: error },
      )
    })
  }

  /** Key and certificate in one PEM text, if there are some that belong together. */
  async certificate(): Promise<string | undefined> {
    const pem = await this.#read('certificate.pem')
    try {
      if (pem === undefined) return undefined
      createSecureContext({ key: pem, cert: pem })
      readFacts(pem)
      return pem
    } catch {
      return undefined
    }
  }

  /** Keeps key and certificate in one file, so that nobody ever finds a key with the certificate of another. */
  async keepCertificate(pem: string): Promise<void> {
    await writePrivately(join(this.folder, 'certificate.pem'), pem)
  }

  async account(): Promise<Account | undefined> {
    return accountSchema.safeParse(await this.#readJson('account.json')).data
  }

  async keepAccount(account: Account): Promise<void> {
    await writePrivately(join(this.folder, 'account.json'), `${JSON.stringify(account, undefined, 2)}\n`)
  }

  async attempts(): Promise<Attempts | undefined> {
    return attemptsSchema.safeParse(await this.#readJson('attempts.json')).data
  }

  async keepAttempts(attempts: Attempts): Promise<void> {
    await writePrivately(join(this.folder, 'attempts.json'), `${JSON.stringify(attempts, undefined, 2)}\n`)
  }

  /** Where the certificate is that serves until the first one is there. */
  get temporaryFile(): string {
    return join(this.folder, 'temporary.pem')
  }

  /**
   * Keeps other processes from asking at the same time.
   *
   * @returns lets them again; undefined while another process asks
   */
  async lock(): Promise<(() => Promise<void>) | undefined> {
    const file = join(this.folder, 'lock')
    if (await isLeftBehind(file)) await rm(file, { force: true })
    try {
      const handle = await open(file, 'wx', 0o600)
      await handle.writeFile(String(process.pid))
      await handle.close()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
      throw error
    }
    return async () => await rm(file, { force: true })
  }

  async #read(name: string): Promise<string | undefined> {
    return await readFile(join(this.folder, name), 'utf8').catch(() => undefined)
  }

  async #readJson(name: string): Promise<unknown> {
    try {
      return JSON.parse((await this.#read(name)) ?? 'null') as unknown
    } catch {
      // Damaged is like absent: an account is found again by asking, attempts begin anew.
      return undefined
    }
  }
}

async function isLeftBehind(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined)
  if (!stats) return false
  if (Date.now() - stats.mtimeMs > ATTEMPT_MAX_MS) return true
  const pid = Number(await readFile(file, 'utf8').catch(() => ''))
  // In containers every process has the same number as the one before it.
  return pid === process.pid || (pid > 0 && !isRunning(pid))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
