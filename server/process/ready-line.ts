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
}

/**
 * What is printed when people can come in. The last line ends with the URL to
 * open, which scripts rely on.
 *
 * @param app - URLs for this machine and for others
 */
export function readyLines(
  app: { url: string; localUrl?: string; otherUrls: readonly string[] },
  { tls, screen, tunnel }: ReadyScene,
): string[] {
  const lines = tunnel === undefined ? proxyLines(app) : [...tunnel]
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
  return [...lines, `Plenary is ready: ${app.url}`]
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
