import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { addressKind } from './address-kind.ts'
import { bindingRequest, mappedAddress, TRANSACTION_ID_BYTES } from './stun-message.ts'

/** Whom to ask, and how. */
export interface StunQuery {
  /** An IP address or a host name. */
  host: string
  /** UDP port. */
  port: number
  /** Which address of this machine is asked about. */
  family: 4 | 6
  /** Milliseconds until it is given up. Default 5,000. */
  timeoutMs?: number
}

/** Why a STUN server told nothing. */
export type StunProblem = 'unresolvable' | 'unreachable' | 'silent' | 'not_public'

/** Nothing was found out; `problem` says why. */
export class StunError extends Error {
  readonly problem: StunProblem

  constructor(problem: StunProblem, text: string) {
    super(text)
    this.name = 'StunError'
    this.problem = problem
  }
}

const TIMEOUT_MS = 5000
// RFC 8489, section 6.2.1: the first repeat after 500 ms, each further one after twice as long.
const FIRST_REPEAT_MS = 500

/**
 * Asks a STUN server from which address this machine is seen. Source: RFC 8489, section 6.2.1.
 *
 * @returns an address that is reachable from anywhere
 * @throws {StunError} `unresolvable` when the name leads nowhere, `unreachable` when the system or the network refuses,
 *   `silent` when no answer to this request comes in time, `not_public` when the answer is an address that nobody
 *   outside can reach: a server in the own network, or one that lies
 */
export async function askStun({ host, port, family, timeoutMs = TIMEOUT_MS }: StunQuery): Promise<string> {
  const server = await resolve(host, family, timeoutMs)
  const address = await ask({ server, port, family, timeoutMs })
  if (addressKind(address) !== 'public')
    throw new StunError(
      'not_public',
      `${host} sees this machine at ${address}, which nobody outside can reach`,
    )
  return address
}

async function resolve(host: string, family: 4 | 6, timeoutMs: number): Promise<string> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer')), timeoutMs)
  try {
    const found = await Promise.race([lookup(host, { family }), late])
    // An IP address is given back as it is, of whichever family.
    if (found.family === family) return found.address
  } catch {
    // Said below.
  } finally {
    clearTimeout(timer)
  }
  throw new StunError('unresolvable', `no IPv${family} address of ${host} was found`)
}

interface Ask {
  /** IP address. */
  server: string
  port: number
  family: 4 | 6
  timeoutMs: number
}

async function ask({ server, port, family, timeoutMs }: Ask): Promise<string> {
  const id = randomBytes(TRANSACTION_ID_BYTES)
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
  const answer = Promise.withResolvers<string>()
  // Whoever waits sees it; it may fail before anybody does.
  answer.promise.catch(() => undefined)
  const refuse = (error: Error): void =>
    answer.reject(new StunError('unreachable', `${server} cannot be asked: ${error.message}`))
  const silent = setTimeout(
    () => answer.reject(new StunError('silent', `${server} did not answer within ${timeoutMs} ms`)),
    timeoutMs,
  )
  let stop = (): void => undefined
  socket.on('error', refuse)
  socket.on('message', (packet) => {
    // Anything else may still be followed by the answer.
    const address = mappedAddress(packet, id)
    if (address !== undefined) answer.resolve(address)
  })
  // Connected, so that the system takes packets of this server alone, and tells of refusals.
  socket.connect(port, server, (error?: Error) => {
    if (error) refuse(error)
    else stop = repeat(socket, bindingRequest(id), refuse)
  })
  try {
    return await answer.promise
  } finally {
    stop()
    clearTimeout(silent)
    socket.close()
  }
}

/** Sends again and again, for as long as nobody stops it. */
function repeat(socket: Socket, message: Buffer, refuse: (error: Error) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const send = (pauseMs: number): void => {
    socket.send(message, (error) => error && refuse(error))
    timer = setTimeout(() => send(pauseMs * 2), pauseMs)
  }
  send(FIRST_REPEAT_MS)
  return () => clearTimeout(timer)
}
