import { isIP } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import type { Authorization, Client, Order } from 'acme-client'
import { coversAll } from '../certificate.ts'
import type { ChallengeAnswers } from './challenge-answers.ts'
import { signIn, type Applicant, type SignInOptions } from './account.ts'
import { converse, type AcmeLibrary, type ConversationOptions } from './client.ts'
import type { Pems } from '../pems.ts'
import { AcmeProblem, validationProblem, type ChallengeType } from './problem.ts'

type Challenge = Authorization['challenges'][number]

/** Whom to ask, and as whom. */
export interface AuthorityOptions extends ConversationOptions, Applicant {}

/** What is asked for. */
export interface OrderOptions extends Pick<SignInOptions, 'account' | 'accountKnown'> {
  /** Host names and IP addresses. */
  readonly names: readonly string[]
  /** Challenges that can be answered, the best one first. */
  readonly challenges: readonly ChallengeType[]
  readonly answers: ChallengeAnswers
  /** The certificate that the new one takes the place of, as its authority calls it: RFC 9773, section 5. */
  readonly replaces: string | undefined
}

interface Directory {
  readonly renewalInfo?: unknown
  readonly meta?: { readonly externalAccountRequired?: unknown; readonly profiles?: unknown }
}

// The only one with which Let's Encrypt signs IP addresses: letsencrypt.org/docs/profiles.
const IP_PROFILE = 'shortlived'
// Longer than an authority that looks from several places takes, and well within an attempt.
const POLL_MAX_MS = 120_000
const POLL_WAITS_MS = [250, 500, 1000, 2000, 4000]

/**
 * Orders a certificate. Source: RFC 8555, section 7.4.
 *
 * @returns its new private key, and its chain
 * @throws {AcmeProblem} that says why there is none
 */
export async function orderCertificate(options: AuthorityOptions, order: OrderOptions): Promise<Pems> {
  return await converse(options, async (library) => {
    const directory = await readDirectory(options, library)
    const { email, eab } = options
    const { account, accountKnown } = order
    const requiresBinding = directory.meta?.externalAccountRequired === true
    const client = await signIn(library, { email, eab, account, accountKnown, requiresBinding })
    const placed = await placeOrder(client, library, { directory, order })
    await prove(client, { library, order, placed, signal: options.signal })
    return await collect(client, { library, order, placed, signal: options.signal })
  })
}

/**
 * Asks when a certificate should be renewed. Source: RFC 9773, section 4.
 *
 * @param certificate - as `renewalInfoId` calls it
 * @returns undefined when the authority does not tell such things
 * @throws {AcmeProblem} when it refuses or cannot be reached
 */
export async function askRenewal(
  options: ConversationOptions,
  certificate: string,
): Promise<{ data: unknown; retryAfterMs: number | undefined } | undefined> {
  return await converse(options, async (library) => {
    const { renewalInfo } = await readDirectory(options, library)
    if (typeof renewalInfo !== 'string') return undefined
    return await library.get(`${renewalInfo.replace(/\/$/, '')}/${certificate}`)
  })
}

async function readDirectory(
  { directoryUrl }: ConversationOptions,
  library: AcmeLibrary,
): Promise<Directory> {
  const { data } = await library.get(directoryUrl)
  if (typeof data === 'object' && data !== null && 'newOrder' in data) return data as Directory
  throw new AcmeProblem(
    `${directoryUrl} is no ACME directory. Set listen.acme.directoryUrl to the address that your authority documents.`,
  )
}

async function placeOrder(
  client: Client,
  library: AcmeLibrary,
  { directory, order }: { directory: Directory; order: OrderOptions },
): Promise<Order> {
  const identifiers = order.names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))
  const profiles = Object.keys(directory.meta?.profiles ?? {})
  const hasIp = identifiers.some(({ type }) => type === 'ip')
  const wanted = {
    identifiers,
    ...(hasIp && profiles.includes(IP_PROFILE) ? { profile: IP_PROFILE } : {}),
  }
  if (order.replaces === undefined || typeof directory.renewalInfo !== 'string') {
    return await client.createOrder(wanted)
  }
  try {
    const replacing = { ...wanted, replaces: order.replaces }
    return await client.createOrder(replacing)
  } catch (error) {
    if (library.refusal()?.type === 'rateLimited') throw error
    // It is a hint that lifts limits. An authority that does not know the former one says no, and signs all the same;
    // one that refuses for another reason says so again.
    return await client.createOrder(wanted)
  }
}

interface Step {
  readonly library: AcmeLibrary
  readonly order: OrderOptions
  readonly placed: Order
  readonly signal: AbortSignal
}

/** Shows the authority that the names lead here. */
async function prove(client: Client, step: Step): Promise<void> {
  const chosen = new Map<string, ChallengeType>()
  const undo: (() => void)[] = []
  try {
    for (const authorization of await client.getAuthorizations(step.placed)) {
      if (authorization.status === 'valid') continue
      const { type, takeBack } = await answer(client, step, authorization)
      chosen.set(authorization.identifier.value, type)
      undo.push(takeBack)
    }
    await poll(step.signal, async () => {
      const authorizations = await client.getAuthorizations(step.placed)
      for (const one of authorizations) requireHope(one, chosen.get(one.identifier.value))
      return authorizations.every(({ status }) => status === 'valid') || undefined
    })
  } finally {
    for (const takeBack of undo) takeBack()
  }
}

async function answer(
  client: Client,
  { library, order }: Step,
  authorization: Authorization,
): Promise<{ type: ChallengeType; takeBack: () => void }> {
  const { value } = authorization.identifier
  // The types of the library do not know TLS-ALPN-01.
  const offered = new Map<string, Challenge>(authorization.challenges.map((one) => [one.type, one]))
  const type = order.challenges.find((one) => offered.has(one))
  const challenge = type && offered.get(type)
  if (!challenge) {
    throw new AcmeProblem(
      `The certificate authority offers no way to verify ${value} that this server knows (http-01, tls-alpn-01). Open TCP port 80.`,
    )
  }
  const keyAuthorization = await client.getChallengeKeyAuthorization(challenge)
  let takeBack: () => void
  if (type === 'http-01') takeBack = order.answers.answerHttp(challenge.token, keyAuthorization)
  else {
    const keyPem = await library.crypto.createPrivateEcdsaKey()
    const [key, cert] = await library.crypto.createAlpnCertificate(authorization, keyAuthorization, keyPem)
    takeBack = order.answers.answerTls(value, { key: key.toString(), cert: cert.toString() })
  }
  try {
    await client.completeChallenge(challenge)
  } catch (error) {
    takeBack()
    throw error
  }
  return { type, takeBack }
}

/** @throws {AcmeProblem} when an authorization can no longer become valid */
function requireHope(
  { status, identifier, challenges }: Authorization,
  type: ChallengeType | undefined,
): void {
  if (status === 'valid' || status === 'pending') return
  const failed = challenges.find((one) => one.type === type)
  throw validationProblem(identifier.value, type ?? 'http-01', failed?.error)
}

/** Has the certificate signed and takes it. */
async function collect(client: Client, { library, order, placed, signal }: Step): Promise<Pems> {
  const privateKey = await library.crypto.createPrivateEcdsaKey()
  const [key, csr] = await library.crypto.createCsr({ altNames: [...order.names] }, privateKey)
  // It is ready a moment after its last authorization.
  await poll(signal, async () => ((await client.getOrder(placed)).status === 'pending' ? undefined : true))
  await client.finalizeOrder(placed, csr)
  const done = await poll(signal, async () => {
    const now = await client.getOrder(placed)
    if (now.status === 'invalid')
      throw new AcmeProblem(`The order failed: ${JSON.stringify(now.error ?? null)}`)
    return now.status === 'valid' ? now : undefined
  })
  const pems = { key: key.toString(), cert: await client.getCertificate(done) }
  requireFit(pems, order.names)
  return pems
}

function requireFit({ key, cert }: Pems, names: readonly string[]): void {
  try {
    createSecureContext({ key, cert })
    if (coversAll(cert, names)) return
  } catch {
    // Said below.
  }
  throw new AcmeProblem(
    'The certificate authority signed something else than it was asked for; nothing of it is used.',
  )
}

async function poll<T>(signal: AbortSignal, look: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + POLL_MAX_MS
  for (let tries = 0; performance.now() < until; tries += 1) {
    const found = await look()
    if (found !== undefined) return found
    await delay(POLL_WAITS_MS[tries] ?? POLL_WAITS_MS.at(-1), undefined, { signal, ref: false })
  }
  throw new AcmeProblem(
    'The certificate authority did not decide within two minutes; this server asks again by itself.',
  )
}
