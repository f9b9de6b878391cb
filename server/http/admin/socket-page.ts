import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'

// The library places styles into the page itself; scripts come from this server alone.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

// The page asks people for an address that it could know. It keeps what they typed under these names.
const BEGIN = `const base = new URL('../../', location.href)
const settings = { server_url: base.origin, ws_only: 'true', path: base.pathname + 'socket.io', namespace: '/admin' }
for (const [name, value] of Object.entries(settings)) localStorage.setItem(name, value)
`

/**
 * Serves the page of Socket.IO's Admin UI below `/admin/socket.io/` to operators, from what its package holds. Its own
 * page takes fonts and styles from elsewhere; here they come from this server.
 *
 * @throws {Error} when the packages are not installed
 */
export function registerSocketPage(
  admin: FastifyInstance,
  isSignedIn: (request: FastifyRequest) => boolean,
): void {
  admin.get('/socket.io', (_request, reply) => reply.redirect('socket.io/'))
  for (const [path, body] of readFiles()) {
    admin.get(`/socket.io/${path}`, (request, reply) => {
      if (!isSignedIn(request)) return reply.redirect('../../admin')
      const type = TYPES[extname(path || 'index.html')] ?? 'application/octet-stream'
      return reply.header('Content-Security-Policy', POLICY).type(type).send(body)
    })
  }
}

/** Files by their paths below the page; that of the page itself is empty. */
function readFiles(): Map<string, Buffer | string> {
  const folderOf = (name: string): string =>
    dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  const ui = join(folderOf('@socket.io/admin-ui'), 'ui', 'dist')
  const font = folderOf('@mdi/font')
  const files = new Map<string, Buffer | string>([
    ['', ownPage(readFileSync(join(ui, 'index.html'), 'utf8'))],
    ['begin.js', BEGIN],
    ['css/icons.css', readFileSync(join(font, 'css', 'materialdesignicons.min.css'))],
  ])
  const woff = 'fonts/materialdesignicons-webfont.woff2'
  files.set(woff, readFileSync(join(font, woff)))
  for (const entry of readdirSync(ui, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(ui.length + 1)
    if (entry.isFile() && !/\.(map|html)$/.test(path)) files.set(path, readFileSync(join(ui, path)))
  }
  return files
}

/** The page without what it loads from elsewhere. */
function ownPage(html: string): string {
  return html
    .replace(/<link[^>]*href="https?:[^>]*>/g, '')
    .replace('</head>', '<link rel="stylesheet" href="css/icons.css"><script src="begin.js"></script></head>')
}
