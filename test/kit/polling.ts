import { request, type IncomingHttpHeaders } from 'node:http'

/** An answer of the server to one request. */
export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** A session of HTTP long-polling without any client, as somebody with a socket makes it. */
export class RawPolling {
  readonly #origin: string
  readonly #headers: Record<string, string>
  #sid = ''

  /** @param headers - sent with each request */
  constructor(origin: string, headers: Record<string, string> = {}) {
    this.#origin = origin
    this.#headers = headers
  }

  get sid(): string {
    return this.#sid
  }

  /** Asks for a session, and keeps its id. */
  async open(): Promise<RawAnswer> {
    const answer = await this.#send('GET')
    this.#sid = /"sid":"([^"]+)"/.exec(answer.body)?.[1] ?? ''
    return answer
  }

  /** Sends one body; packets are separated by U+001E. */
  async post(body: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
    return await this.#send('POST', body, headers)
  }

  /** Waits for messages. */
  async poll(headers: Record<string, string> = {}): Promise<RawAnswer> {
    return await this.#send('GET', undefined, headers)
  }

  #send(method: string, body?: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const sid = this.#sid === '' ? '' : `&sid=${this.#sid}`
    const url = `${this.#origin}/socket.io/?EIO=4&transport=polling${sid}`
    return new Promise((resolve, reject) => {
      // Without an agent each request has a connection of its own, as behind many proxies.
      const options = { method, agent: false, headers: { ...this.#headers, ...headers } }
      const sent = request(url, options, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (text += part))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
        })
        response.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }
}
