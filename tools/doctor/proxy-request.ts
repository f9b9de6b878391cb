import { randomBytes } from 'node:crypto'
import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { ARRIVAL_HEADER, arrivalSchema, type Arrival } from '../../server/doctor/arrivals.ts'
import type { Subject } from './subject.ts'

/** How a request went out, and how it arrived behind all proxies. */
export interface Passage {
  /** Status of the answer; 101 for a WebSocket. */
  readonly status: number
  /** What names itself in the answer, such as nginx. */
  readonly proxy: string
  /** TCP port that it left from. */
  readonly fromPort: number
  /** Null when it did not reach this server. */
  readonly arrival: Arrival | null
}

const TIMEOUT_MS = 5000

/**
 * Asks the public address, and the server what arrived.
 *
 * @param path - below the public address
 * @param asWebSocket - whether to ask for a WebSocket. Source: RFC 6455, section 4.1
 * @throws {Error} when nobody can be reached there
 */
export async function passThrough(
  ask: Subject['ask'],
  publicUrl: string,
  path: string,
  asWebSocket: boolean,
): Promise<Passage> {
  const nonce = randomBytes(16).toString('hex')
  await ask({ command: 'expect', nonce })
  const address = new URL(path, publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`)
  const sent = await send(address, {
    [ARRIVAL_HEADER]: nonce,
    ...(asWebSocket ? webSocketHeaders(address) : {}),
  })
  const { arrival } = await ask({ command: 'arrival', nonce })
  return { ...sent, arrival: arrivalSchema.nullable().parse(arrival) }
}

function webSocketHeaders({ origin }: URL): Record<string, string> {
  return {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    Origin: origin,
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  }
}

async function send(address: URL, headers: Record<string, string>): Promise<Omit<Passage, 'arrival'>> {
  const { promise, resolve, reject } = Promise.withResolvers<Omit<Passage, 'arrival'>>()
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    headers,
    agent: false,
    timeout: TIMEOUT_MS,
    // The certificate has a check of its own.
    rejectUnauthorized: false,
  }
  const outgoing = (address.protocol === 'https:' ? tlsRequest : plainRequest)(address, options)
  let fromPort = 0
  const answered = ({ statusCode = 0, headers: { server = '' } }: IncomingMessage): void => {
    resolve({ status: statusCode, proxy: [server].flat().join(), fromPort })
    outgoing.destroy()
  }
  outgoing.on('socket', (socket) => socket.once('connect', () => (fromPort = socket.localPort ?? 0)))
  outgoing.on('response', answered)
  outgoing.on('upgrade', answered)
  outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)))
  outgoing.on('error', reject)
  outgoing.end()
  return await promise
}
