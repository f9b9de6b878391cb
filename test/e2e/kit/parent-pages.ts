import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

const EXAMPLE = new URL('../../../docs/examples/embed.html', import.meta.url)

/** Pages of somebody else, on an origin of their own. */
export interface ParentPages {
  /** Without a slash at its end. */
  readonly origin: string
}

/**
 * Serves the example of the documentation at `/`, and other pages by their paths, until the tests of
 * this file are over.
 *
 * @param pages - bodies of further pages by path
 */
export async function serveParents(pages: Readonly<Record<string, string>> = {}): Promise<ParentPages> {
  const example = await readFile(EXAMPLE, 'utf8')
  const server = createServer((request, response) => {
    const path = request.url?.replace(/\?.*$/, '') ?? ''
    const body = path === '/' ? example : pages[path]
    if (body === undefined) return response.writeHead(204).end()
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  // Another host than that of the server under test, so that browsers take it for another site.
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}` }
}
