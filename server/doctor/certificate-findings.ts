import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import { ok, problem, shellWord, type Finding } from './finding.ts'

/** A certificate, and what is asked of it. */
export interface CertificateView {
  /** The certificate itself first, then those of the authorities that are sent with it. */
  readonly chain: readonly X509Certificate[]
  /** Host names and addresses under which guests open the server. */
  readonly names: readonly string[]
  readonly now: Date
  /** PEM files that a new one would be written to; undefined where the server has no such files. */
  readonly files: { readonly certFile: string; readonly keyFile: string } | undefined
  /** Whether the operator chose a certificate that nobody signed. */
  readonly isSelfSignedByChoice: boolean
}

const DAY_MS = 86_400_000
const EXPIRING_DAYS = 14

/** Reads all certificates of a PEM text. @throws {Error} when one of them is none, or there is none */
export function readChain(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw new Error('there is no certificate in it')
  return blocks.map((block) => new X509Certificate(block))
}

/** Judges dates, names and signatures of a certificate. At least one finding. */
export function certificateFindings(view: CertificateView): Finding[] {
  const [leaf] = view.chain
  if (!leaf) return []
  const found = [...dates(leaf, view), ...names(leaf, view), ...trust(view)]
  if (found.length > 0) return found
  return [
    ok('certificate', `The certificate for ${listed(view.names)} is valid until ${day(leaf.validToDate)}.`),
  ]
}

/**
 * The lines that bring a new certificate: from whoever renews it, or one that this machine signs itself until there is
 * another one.
 */
export function renewalLines({ files, names }: Pick<CertificateView, 'files' | 'names'>): string[] {
  if (!files) return []
  if (files.certFile.startsWith('/etc/letsencrypt/')) return ['certbot renew --force-renewal']
  const name = names[0] ?? 'localhost'
  const alternative = `${isIP(name) ? 'IP' : 'DNS'}:${name}`
  return [
    `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj ${shellWord(`/CN=${name}`)} ` +
      `-addext ${shellWord(`subjectAltName=${alternative}`)} -keyout ${shellWord(files.keyFile)} -out ${shellWord(files.certFile)}`,
  ]
}

function dates(leaf: X509Certificate, view: CertificateView): Finding[] {
  const { validFromDate: from, validToDate: to } = leaf
  const now = view.now.getTime()
  if (now >= to.getTime())
    return [
      problem('certificate.expired', 'error', `The certificate ended on ${day(to)}.`, renewalLines(view)),
    ]
  if (now < from.getTime()) {
    const what = `The certificate begins on ${from.toISOString()}, and the clock of this machine says ${view.now.toISOString()}.`
    return [problem('certificate.early', 'error', what, ['timedatectl set-ntp true'])]
  }
  const days = Math.floor((to.getTime() - now) / DAY_MS)
  if (days >= EXPIRING_DAYS || view.isSelfSignedByChoice) return []
  const what = `The certificate ends on ${day(to)}, in ${days} ${days === 1 ? 'day' : 'days'}.`
  return [problem('certificate.expiring', 'warning', what, renewalLines(view))]
}

function names(leaf: X509Certificate, view: CertificateView): Finding[] {
  const missing = view.names.filter(
    (name) => (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) === undefined,
  )
  if (missing.length === 0) return []
  const what = `The certificate is not for ${listed(missing)}, but for ${leaf.subjectAltName ?? leaf.subject}.`
  return [problem('certificate.name', 'error', what, renewalLines({ ...view, names: missing }))]
}

function trust({ chain, isSelfSignedByChoice }: CertificateView): Finding[] {
  if (isSelfSignedByChoice) return []
  let [current] = chain
  // Each step leads to another certificate of the chain, or to its end.
  for (let steps = 0; current && steps < chain.length; steps += 1) {
    const issuer = chain.find((one) => one !== current && current?.checkIssued(one))
    if (!issuer) break
    current = issuer
  }
  if (!current || isKnownRoot(current)) return []
  const isOwn = current.checkIssued(current)
  const what = isOwn
    ? 'The certificate is signed by nobody whom browsers know: they warn.'
    : `The file does not hold the certificate of ${oneLine(current.issuer)}, who signed it.`
  return [problem('certificate.chain', 'warning', what)]
}

/** Whether a certificate is, or is signed by, one that Node.js brings from Mozilla. */
function isKnownRoot(certificate: X509Certificate): boolean {
  return rootCertificates.some((pem) => {
    const root = new X509Certificate(pem)
    return root.fingerprint256 === certificate.fingerprint256 || certificate.checkIssued(root)
  })
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'this server' : names.join(', ')
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ', ')
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
