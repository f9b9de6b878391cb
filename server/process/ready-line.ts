import type { Config } from '../config/schema.ts'

/**
 * What is printed when people can come in. The last line ends with the URL to
 * open, which scripts rely on.
 *
 * @param app - URLs for this machine and for others
 * @param tls - `listen.tls.mode`
 */
export function readyLines(
  app: { url: string; otherUrls: readonly string[] },
  tls: Config['listen']['tls']['mode'],
): string[] {
  const lines: string[] = []
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
  return [...lines, `Plenary is ready: ${app.url}`]
}
