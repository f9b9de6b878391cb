import { askRenewal } from './authority.ts'
import type { ConversationOptions } from './client.ts'
import type { Attempts } from './kept-files.ts'
import { certificateId, readSuggestion, renewalInfoId } from './timing.ts'

/**
 * Asks the authority of a certificate when to renew it, where it tells that. An authority can so move the renewals of
 * all its clients apart, or ask for one at once because it has to revoke what it signed.
 *
 * @param former - what it suggested before, which stays good when it cannot be asked
 * @param failed - hears why it could not be asked
 * @returns the same when it is not yet time to ask again; never fails
 */
export async function renewalAdvice(
  pem: string,
  former: Attempts['renewal'],
  options: { authority: ConversationOptions; now: number; failed: (error: unknown) => void },
): Promise<NonNullable<Attempts['renewal']>> {
  const certificate = certificateId(pem)
  const known = former?.certificate === certificate ? former : undefined
  if (known && options.now < known.checkAt) return known
  const name = renewalInfoId(pem)
  const told =
    name === undefined
      ? undefined
      : await askRenewal(options.authority, name).catch((error: unknown) => {
          options.failed(error)
          return undefined
        })
  const { at = known?.at ?? null, checkAt } = readSuggestion(told?.data, {
    now: options.now,
    random: Math.random(),
    retryAfterMs: told?.retryAfterMs,
  })
  return { certificate, at, checkAt }
}
