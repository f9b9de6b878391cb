import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** A secret as operators make them. */
export const TEST_SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

/** What a message says, as far as tests look at it. */
export interface Received {
  id: string
  type: string
  timestamp: string
  data: {
    number: number
    room: { name: string; open: boolean; participants: number }
    participant?: { id: string; name: string; connection: string; role: string }
    [detail: string]: unknown
  }
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A program that takes webhooks, checks their signatures and remembers what it took. */
export interface TestReceiver {
  readonly url: string
  /** What came with a good signature, in order, repetitions included. */
  readonly received: Received[]
  /** Requests that came, whatever became of them. */
  readonly requests: number
  /** How the next requests are answered; with 204 unless a test says otherwise. */
  answer: Answer
  close(): Promise<void>
}

/** Takes a message, as receivers should. */
export const take: Answer = (_request, response) => response.writeHead(204).end()

/** Answers with a status and no more. */
export const refuse =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end()

/** Starts one on the loopback address, which ends with the test. */
export async function startReceiver(
  t: TestContext,
  { port = 0, tls }: { port?: number; tls?: { cert: string; key: string } } = {},
): Promise<TestReceiver> {
  const state = { received: [] as Received[], requests: 0, answer: take }
  const listener: RequestListener = (request, response) => {
    state.requests += 1
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      if (isSigned(request, body)) {
        const id = String(request.headers['webhook-id'])
        state.received.push({ ...(JSON.parse(body) as Omit<Received, 'id'>), id })
      }
      state.answer(request, response)
    })
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  t.after(close)
  const { port: taken } = server.address() as AddressInfo
  return Object.assign(state, { url: `http${tls ? 's' : ''}://127.0.0.1:${taken}/hook`, close })
}

/** Checks a signature as Standard Webhooks says, by other code than the one that signs. */
function isSigned({ headers }: IncomingMessage, body: string): boolean {
  const key = Buffer.from(TEST_SECRET.replace('whsec_', ''), 'base64')
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const expected = `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(expected)
}
