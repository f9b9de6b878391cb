import type { Config } from '../config/schema.ts'
import { qrCodeLines, type Screen } from './qr-code.ts'

/** What the lines depend on. */
export interface ReadyScene {
  /** `listen.tls.mode` */
  readonly tls: Config['listen']['tls']['mode']
  /** The terminal; undefined where the output goes elsewhere. */
  readonly screen?: Screen | undefined
  /** What is to be said of the tunnel through which guests come; undefined without one. */
  readonly tunnel?: readonly string[] | undefined
  /** Further lines for the operator. */
  readonly notes?: readonly string[]
}

/**
 * What is printed when people can come in. The last line ends with the URL to
 * open, which scripts rely on.
 *
 * @param app - URLs for this machine and for others
 */
export function readyLines(
  app: { url: string; localUrl?: string; otherUrls: readonly string[] },
  { tls, screen, tunnel, notes = [] }: ReadyScene,
): string[] {
  // With a certificate of its own the public address leads straight here.
  const lines = tunnel ? [...tunnel] : tls === 'acme' ? [] : proxyLines(app)
  if (app.otherUrls.length > 0) {
    lines.push('From other machines:', ...app.otherUrls.map((url) => `  ${url}`))
    if (tls === 'off') {
      lines.push(
        'Their browsers allow cameras over HTTPS only: put a proxy with HTTPS in front, or add --tls self-signed.',
      )
    }
  }
  if (tls === 'self-signed') {
    lines.push('Browsers warn once, because this server signed its certificate itself: choose to continue.')
  }
  const [neighbour] = app.otherUrls
  const forPhones = tunnel !== undefined ? app.url : tls === 'self-signed' ? neighbour : undefined
  if (forPhones !== undefined && screen) lines.push(...phoneLines(forPhones, screen))
  return [...lines, ...notes, `Plenary is ready: ${app.url}`]
}

/**
 * What is printed of the token for the page of the operator: the token itself, once, or where it comes from when what
 * is printed is kept in a journal, which others may read.
 *
 * @param token - the one that this start made; undefined when there was one before
 * @param storageFile - of this server, in which programs find it
 * @param env - of the process; systemd says there whether it keeps the output
 */
export function adminLines(
  token: string | undefined,
  storageFile: string,
  env: NodeJS.ProcessEnv = process.env,
): string[] {
  if (token === undefined) return []
  if (env.JOURNAL_STREAM !== undefined)
    return [`A token for the page of the operator, /admin: npm run admin-token -- --storage ${storageFile}`]
  return [`For the page of the operator, /admin, this token is told once: ${token}`]
}

function phoneLines(url: string, screen: Screen): string[] {
  const code = qrCodeLines(url, screen)
  return code.length === 0 ? [] : [`With a phone, point its camera at this, for ${url}`, ...code]
}

function proxyLines({ url, localUrl }: { url: string; localUrl?: string }): string[] {
  if (localUrl === undefined || localUrl === url) return []
  const lines = [`The proxy in front reaches it at ${localUrl}`]
  if (!isSecure(url)) {
    lines.push(
      'Browsers allow cameras over HTTPS only: give the proxy a certificate, and publicUrl https://.',
    )
  }
  return lines
}

/** Whether browsers give cameras to pages of this address. Source: W3C Secure Contexts, section 3.1. */
function isSecure(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
