import type { Config } from '../config/schema.ts'

/**
 * What is printed when people can come in. The last line ends with the URL to
 * open, which scripts rely on.
 *
 * @param app - URLs for this machine and for others
 * @param tls - `listen.tls.mode`
 * @param notes - further lines for the operator
 */
export function readyLines(
  app: { url: string; localUrl?: string; otherUrls: readonly string[] },
  tls: Config['listen']['tls']['mode'],
  notes: readonly string[] = [],
): string[] {
  const lines: string[] = []
  // With a certificate of its own the public address leads straight here.
  if (tls !== 'acme' && app.localUrl !== undefined && app.localUrl !== app.url) {
    lines.push(`The proxy in front reaches it at ${app.localUrl}`)
    if (!isSecure(app.url)) {
      lines.push(
        'Browsers allow cameras over HTTPS only: give the proxy a certificate, and publicUrl https://.',
      )
    }
  }
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
  return [...lines, ...notes, `Plenary is ready: ${app.url}`]
}

/**
 * What is printed of the token for the page of the operator: the token itself, once, or where it comes from when what
 * is printed is kept in a journal, which others may read.
 *
 * @param token - the one that this start made; undefined when there was one before
 * @param env - of the process; systemd says there whether it keeps the output
 */
export function adminLines(token: string | undefined, env: NodeJS.ProcessEnv = process.env): string[] {
  if (token === undefined) return []
  if (env.JOURNAL_STREAM !== undefined) return ['For the page of the operator, /admin: npm run admin-token']
  return [`For the page of the operator, /admin, this token is told once: ${token}`]
}

/** Whether browsers give cameras to pages of this address. Source: W3C Secure Contexts, section 3.1. */
function isSecure(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
