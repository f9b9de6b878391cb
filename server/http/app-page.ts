import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { PublicAddress } from '../config/public-url.ts'
import { escapeHtml } from './error-page.ts'

/** The page of the client, made for one address. */
export interface AppPage {
  readonly html: string
  /** Differs when the page differs, RFC 9110, section 8.8.3. */
  readonly etag: string
}

// The build writes the addresses of its files in this way, relative to the page.
const RELATIVE = /(\s(?:href|src)=")\.\//g

/**
 * Makes the page of the client for the place at which it is read.
 *
 * Its files are named by the public path, where the operator says it, and otherwise
 * relative to the page: so the same build works below any path, even one that a proxy
 * has removed and this server never hears of.
 *
 * @param file - the built `index.html`
 * @param depth - how many folders below the start page it is read: 0 there, 1 in a room
 * @param address - what `listen.publicUrl` says
 * @param provider - what people know the provider of accounts by; undefined where nobody can sign in
 * @param parents - origins of pages that may steer a meeting within them
 */
export async function readAppPage(
  file: string,
  depth: number,
  address: PublicAddress | undefined,
  provider: string | undefined,
  parents: readonly string[],
): Promise<AppPage> {
  const built = await readFile(file, 'utf8')
  const base = address === undefined ? '../'.repeat(depth) || './' : `${address.prefix}/`
  const placed = built.replace(RELATIVE, (_match, attribute: string) => attribute + base)
  const said = {
    'public-url': address?.href,
    'sign-in': provider,
    'embedding-parents': parents.length === 0 ? undefined : parents.join(' '),
  }
  const metas = Object.entries(said).flatMap(([name, content]) =>
    content === undefined ? [] : [`<meta name="${name}" content="${escapeHtml(content)}" />`],
  )
  const html = placed.replace('</head>', () => `${metas.join('')}</head>`)
  const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"`
  return { html, etag }
}
