import type { ReadMetric } from '../observability/metrics.ts'
import type { CertificateState } from './certificate.ts'

/**
 * When the certificate ends, for alerts such as `x - time() < 7 * 86400`.
 *
 * @param state - that of the moment; undefined where the server speaks plain HTTP, which gives no sample
 */
export function certificateMetric(state: () => CertificateState | undefined): ReadMetric {
  return {
    name: 'plenary_certificate_expiry_timestamp_seconds',
    help: 'When the certificate that is served ends, in seconds since 1970, by where it comes from: acme, files or self-signed. Absent on plain HTTP.',
    labels: ['kind'],
    read: () => {
      const current = state()
      if (!current) return []
      return [{ labels: { kind: current.kind }, value: current.validUntil.getTime() / 1000 }]
    },
  }
}
