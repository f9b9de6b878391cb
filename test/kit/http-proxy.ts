import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestContext } from 'node:test'

/** How a reverse proxy is set up, or set up wrong. */
export interface ProxySetup {
  /** The path below which it serves; it passes nothing else on. */
  path?: string
  /** Whether it removes that path. Default true. */
  strips?: boolean
  /** Whether it passes WebSockets on. Default true. */
  upgrades?: boolean
  /** Whether it passes the Host on, and not its own idea of it. Default true. */
  keepsHost?: boolean
}

/**
 * A reverse proxy before a server, on a free port until the test ends.
 *
 * @param target - origin of the server
 * @returns its origin
 */
export async function startProxy(
  context: Pick<TestContext, 'after'>,
  target: string,
  setup: ProxySetup = {},
): Promise<string> {
  const proxy = new ReverseProxy(target, setup)
  const server = createServer((incoming, response) => proxy.forward(incoming, response))
  // Without a listener Node takes an upgrade for a plain request, as old proxies do.
  if (setup.upgrades ?? true) server.on('upgrade', (incoming, socket) => proxy.upgrade(incoming, socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    proxy.close()
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

class ReverseProxy {
  readonly #target: URL
  readonly #setup: ProxySetup
  readonly #tunnels = new Set<Duplex>()

  constructor(target: string, setup: ProxySetup) {
    this.#target = new URL(target)
    this.#setup = setup
  }

  forward(incoming: IncomingMessage, response: ServerResponse): void {
    const path = this.#pathOf(incoming)
    if (path === undefined) {
      response.writeHead(404).end('not here')
      return
    }
    const { connection: _, upgrade: __, ...headers } = this.#headersOf(incoming)
    const { hostname, port } = this.#target
    // Without an agent: one connection for each request, as the default of nginx.
    const onward = request(
      { hostname, port, path, method: incoming.method, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }

  upgrade(incoming: IncomingMessage, near: Duplex): void {
    const far = connect({ host: this.#target.hostname, port: Number(this.#target.port) })
    const headers = Object.entries(this.#headersOf(incoming)).map(
      ([name, value]) => `${name}: ${String(value)}`,
    )
    far.write([`GET ${this.#pathOf(incoming) ?? '/'} HTTP/1.1`, ...headers, '', ''].join('\r\n'))
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#tunnels.add(end)
      end.on('error', () => other.destroy())
      end.on('close', () => other.destroy())
      end.pipe(other)
    }
  }

  close(): void {
    for (const end of this.#tunnels) end.destroy()
  }

  #headersOf({ headers }: IncomingMessage): IncomingHttpHeaders {
    return (this.#setup.keepsHost ?? true) ? headers : { ...headers, host: this.#target.host }
  }

  #pathOf({ url = '/' }: IncomingMessage): string | undefined {
    const { path = '', strips = true } = this.#setup
    if (!url.startsWith(path)) return undefined
    return strips ? url.slice(path.length) || '/' : url
  }
}
