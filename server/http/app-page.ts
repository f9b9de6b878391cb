import { readFile } from 'node:fs/promises'
import type { Branding } from '../branding/branding.ts'
import type { PublicAddress } from '../config/public-url.ts'
import { entityTag } from './entity-tag.ts'
import { escapeHtml } from './error-page.ts'

/** The page of the client, made for one address. */
export interface AppPage {
  readonly html: string
  /** Differs when the page differs, RFC 9110, section 8.8.3. */
  readonly etag: string
}

// The build writes the addresses of its files in this way, relative to the page.
const RELATIVE = /(\s(?:href|src)=")\.\//g

const OWN_NAME = /(<title>|<noscript>)Plenary(?![\w-])/g
const ICONS = /\s*<link rel="(?:icon|apple-touch-icon)"[^>]*>/g

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
 * @param branding - name, logo and colours, which are there before any script runs
 */
export async function readAppPage(
  file: string,
  depth: number,
  address: PublicAddress | undefined,
  provider: string | undefined,
  parents: readonly string[],
  branding: Branding,
): Promise<AppPage> {
  const built = await readFile(file, 'utf8')
  const base = address === undefined ? '../'.repeat(depth) || './' : `${address.prefix}/`
  const named = withBranding(built, branding)
  const placed = named.replace(RELATIVE, (_match, attribute: string) => attribute + base)
  const said = {
    'public-url': address?.href,
    'sign-in': provider,
    'embedding-parents': parents.length === 0 ? undefined : parents.join(' '),
    ...branding.said,
    'brand-logo': branding.logo && base + branding.logo.path,
  }
  const metas = Object.entries(said).flatMap(([name, content]) =>
    content === undefined ? [] : [`<meta name="${name}" content="${escapeHtml(content)}" />`],
  )
  // After the sheet of the build, whose colours it replaces.
  if (branding.styles !== '') metas.push(`<style>${branding.styles}</style>`)
  const html = placed.replace('</head>', () => `${metas.join('')}</head>`)
  const etag = entityTag(html)
  return { html, etag }
}

/** Puts the name where the page says its own, and the logo in place of its icons. */
function withBranding(page: string, { name, logo }: Branding): string {
  const text = escapeHtml(name)
  const named = page.replace(OWN_NAME, (_match, tag: string) => tag + text)
  if (!logo) return named
  const icon = `<link rel="icon" href="./${logo.path}" type="${logo.type}" sizes="${logo.sizes}" />`
  // Phones of Apple show no SVG there.
  const touch = logo.type === 'image/png' ? `<link rel="apple-touch-icon" href="./${logo.path}" />` : ''
  return named.replace(ICONS, '').replace('</head>', () => `${icon}${touch}</head>`)
}
