// Read once, before the page goes anywhere: the server names this file relative to the
// page that it delivers, and always at the root of the client.
const BASE = readBase((globalThis as { document?: Document }).document)

/**
 * Path below which this client is served, such as `/` or `/meet/`. It is whatever path
 * the page was read at, so that a proxy may choose any.
 */
export function pageBase(): string {
  return BASE
}

/**
 * The address of the start page that others are given: what the operator says, or where
 * this page was opened.
 */
export function publicBase(page: Document = document): string {
  const said = page.querySelector<HTMLMetaElement>('meta[name="public-url"]')?.content
  return said ?? location.origin + BASE
}

/**
 * Makes the addresses of the icons and the manifest absolute: browsers read them anew
 * when the page changes its own address.
 */
export function anchorLinks(page: Document): void {
  for (const link of page.querySelectorAll<HTMLLinkElement>('link[rel$="icon"], link[rel="manifest"]')) {
    link.setAttribute('href', link.href)
  }
}

/**
 * A path of the address bar as the client knows it.
 *
 * @param pathname - such as `/meet/r/team`
 * @param base - such as `/meet/`
 * @returns such as `/r/team`; what is not below the base is taken as it is, because the
 *   server answers there too
 */
export function pathBelow(pathname: string, base: string): string {
  if (pathname.startsWith(base)) return pathname.slice(base.length - 1)
  return `${pathname}/` === base ? '/' : pathname
}

/** A path of the client as the address bar shows it: the opposite of `pathBelow`. */
export function pathFrom(path: string, base: string): string {
  return base + path.replace(/^\//, '')
}

function readBase(page: Document | undefined): string {
  const manifest = page?.querySelector<HTMLLinkElement>('link[rel="manifest"]')?.href
  return manifest === undefined ? '/' : new URL('.', manifest).pathname
}
