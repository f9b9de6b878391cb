import type { CertificateState } from './certificate.ts'

/**
 * What the operator is told of the certificate when people can come in: what is served, why it is not what was asked
 * for, and when that is tried again.
 *
 * @param state - that of the moment; undefined on plain HTTP
 * @returns no line where there is nothing to say
 */
export function certificateLines(state: CertificateState | undefined): string[] {
  if (!state || state.nextAttemptAt === null) return []
  const { kind, names, validUntil, lastError, nextAttemptAt } = state
  const next = `Next attempt: ${minute(nextAttemptAt)}.`
  if (kind === 'acme') {
    const served = `Certificate for ${names.join(', ')} until ${minute(validUntil)}.`
    return lastError === null ? [served] : [served, `It could not be renewed. ${lastError}`, next]
  }
  if (lastError !== null) return [`No certificate yet, browsers warn. ${lastError}`, next]
  return [
    'The certificate is being asked for. Browsers warn until the log says "certificate in use", in a few seconds.',
  ]
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
