import { readFileSync } from 'node:fs'
import { pagePolicy, type PageFile } from '../lib/page-files.ts'

/** What the page may load and do; icons of browsers are pictures. */
export const ADMIN_POLICY = pagePolicy("img-src 'self'")

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
