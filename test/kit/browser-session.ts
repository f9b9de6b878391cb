import { once } from 'node:events'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** An answer to one request. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** What a browser shows in the end. */
export interface Page extends Answer {
  url: URL
  /** Every address on the way, the last one included. */
  trail: readonly string[]
}

interface Cookie {
  name: string
  value: string
  path: string
  line: string
}

const REDIRECTS_MAX = 12

/** The part of a browser that signing in is about: cookies by host and path, redirects, and forms. */
export class BrowserSession {
  /** By host, as browsers keep them: cookies know no ports. Tests give each server an address of its own. */
  readonly #cookies = new Map<string, Map<string, Cookie>>()

  /** Opens a page and follows its redirects, up to one to a place that starts with `until`. */
  async open(address: string | URL, { until }: { until?: string } = {}): Promise<Page> {
    let url = new URL(address)
    const trail: string[] = []
    for (let count = 0; count < REDIRECTS_MAX; count += 1) {
      trail.push(url.href)
      const answer = await this.send(url, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } })
      const { location } = answer.headers
      const next = location === undefined ? undefined : new URL(location, url)
      if (!next || (until !== undefined && next.href.startsWith(until))) {
        return { ...answer, url: next ?? url, trail }
      }
      url = next
    }
    throw new Error(`No page after ${REDIRECTS_MAX} redirects: ${trail.join(' ')}`)
  }

  /**
   * Sends one request with the cookies of its address, and keeps those of the answer.
   *
   * @param body - of a form
   */
  async send(
    address: string | URL,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    const url = new URL(address)
    const cookie = this.cookieHeader(url)
    const sent = request(url, {
      method,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
    }).end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    for (const line of response.headers['set-cookie'] ?? []) this.#keep(url, line)
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
  }

  /** What is sent with a request. */
  cookieHeader(url: URL): string {
    const fitting = [...this.#cookiesOf(url).values()].filter(({ path }) => isBelow(url.pathname, path))
    return fitting.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  /** The lines with which cookies of an address were set, by name. */
  lines(address: string): ReadonlyMap<string, string> {
    return new Map([...this.#cookiesOf(new URL(address)).values()].map(({ name, line }) => [name, line]))
  }

  value(address: string, name: string): string | undefined {
    return [...this.#cookiesOf(new URL(address)).values()].find((cookie) => cookie.name === name)?.value
  }

  #cookiesOf({ host }: URL): Map<string, Cookie> {
    const cookies = this.#cookies.get(host) ?? new Map<string, Cookie>()
    this.#cookies.set(host, cookies)
    return cookies
  }

  #keep(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(/; */)
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals)
    const value = pair.slice(equals + 1)
    const find = (key: string): string | undefined =>
      attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1)
    const path = find('path') ?? '/'
    const expires = find('expires')
    const isOver =
      find('max-age') === '0' || (expires !== undefined && new Date(expires).getTime() <= Date.now())
    const cookies = this.#cookiesOf(url)
    if (isOver) cookies.delete(`${name} ${path}`)
    else cookies.set(`${name} ${path}`, { name, value, path, line })
  }
}

/** Whether a path lies below that of a cookie, RFC 6265, section 5.1.4. */
function isBelow(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
}
