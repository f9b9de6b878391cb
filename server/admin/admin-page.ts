import { readFileSync } from 'node:fs'

/** One file of the page, as it is served. */
interface PageFile {
  /** Below `/admin`. */
  readonly path: string
  readonly type: string
  readonly body: string
}

/**
 * What the page may load and do: its own files and requests to this server. Nothing inline, no frame around it, no
 * form that a browser sends by itself, and nothing that turns text into a page.
 */
export const ADMIN_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const SCRIPTS = ['page', 'requests', 'texts', 'elements', 'overview', 'room', 'checks', 'log'] as const

/** The page of the operator: addresses in it are relative, so that it works below every prefix. */
export function adminPage(): PageFile[] {
  const beside = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8')
  return [
    { path: '', type: 'text/html; charset=utf-8', body: beside('page.html') },
    { path: '/page.css', type: 'text/css; charset=utf-8', body: beside('page.css') },
    ...SCRIPTS.map((name) => ({
      path: `/${name}.mjs`,
      type: 'text/javascript; charset=utf-8',
      body: beside(`${name}.mjs`),
    })),
  ]
}
