import { createHmac, randomBytes } from 'node:crypto'
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { connect, isIPv6 } from 'node:net'
import { crc32 } from 'node:zlib'
import type { IceParameters, TransportOptions } from '../../protocol/index.ts'
import { waitFor } from '../harness/wait-for.ts'

type Candidate = TransportOptions['iceCandidates'][number]

const MAGIC = 0x2112a442
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const USERNAME = 0x0006
const MESSAGE_INTEGRITY = 0x0008
const PRIORITY = 0x0024
const FINGERPRINT = 0x8028
const HEADER_BYTES = 20
const FINGERPRINT_XOR = 0x5354554e
// RFC 8445, section 14.3: the least between two attempts.
const REPEAT_MS = 500

/**
 * Checks a candidate of the server as a browser does first (RFC 8445, section 7.2), and
 * waits for the answer. Sources: RFC 8489 for the message, RFC 4571 for TCP.
 *
 * @param remote - what the transport was described with
 * @param limit - longest wait in milliseconds; that of `waitFor` by default
 * @returns the address that the answer came from: a browser takes no other than the candidate's
 * @throws {Error} when there is no answer, or it is no success
 */
export async function checkCandidate(
  candidate: Pick<Candidate, 'address' | 'port' | 'protocol'>,
  remote: IceParameters,
  limit: { timeoutMs?: number } = {},
): Promise<string> {
  const request = bindingRequest(remote)
  const { address, port, protocol } = candidate
  const at = `${protocol} ${address} ${port}`
  if (protocol === 'udp') {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    try {
      const answer = once(socket, 'message') as Promise<[Buffer, RemoteInfo]>
      // Lost packets are nobody's fault: a browser sends again, too.
      const again = setInterval(() => socket.send(request, port, address), REPEAT_MS)
      socket.send(request, port, address)
      const waited = waitFor(`an answer from ${at}`, answer, limit).finally(() => clearInterval(again))
      const [message, from] = await waited
      assertSuccess(message, request)
      return from.address
    } finally {
      socket.close()
    }
  }
  const socket = connect({ port, host: address })
  try {
    await waitFor(`a connection to ${at}`, once(socket, 'connect'), limit)
    socket.write(behindLength(request))
    const [framed] = (await waitFor(`an answer from ${at}`, once(socket, 'data'), limit)) as [Buffer]
    assertSuccess(framed.subarray(2), request)
    return socket.remoteAddress ?? ''
  } finally {
    socket.destroy()
  }
}

/** A check as it travels over TCP: behind its length (RFC 4571). */
export function checkOverTcp(remote: IceParameters): Buffer {
  return behindLength(bindingRequest(remote))
}

function behindLength(request: Buffer): Buffer {
  return Buffer.concat([uint16(request.length), request])
}

function bindingRequest({ usernameFragment, password }: IceParameters): Buffer {
  const body = Buffer.concat([
    attribute(USERNAME, Buffer.from(`${usernameFragment}:test`)),
    attribute(PRIORITY, uint32(1_853_824_767)),
  ])
  const transaction = randomBytes(12)
  // What is signed counts the attribute that follows as a part of the message (RFC 8489, section 14.5).
  const start = (length: number): Buffer =>
    Buffer.concat([uint16(BINDING_REQUEST), uint16(length), uint32(MAGIC), transaction, body])
  const signed = start(body.length + 24)
  const integrity = attribute(MESSAGE_INTEGRITY, createHmac('sha1', password).update(signed).digest())
  const whole = Buffer.concat([start(body.length + 32), integrity])
  return Buffer.concat([whole, attribute(FINGERPRINT, uint32((crc32(whole) ^ FINGERPRINT_XOR) >>> 0))])
}

function assertSuccess(message: Buffer, request: Buffer): void {
  if (message.length < HEADER_BYTES) throw new Error('The answer is no STUN message.')
  const isAnswer = message.subarray(8, HEADER_BYTES).equals(request.subarray(8, HEADER_BYTES))
  const type = message.readUInt16BE(0)
  if (!isAnswer || type !== BINDING_SUCCESS) throw new Error(`The answer has type 0x${type.toString(16)}.`)
}

function attribute(type: number, value: Buffer): Buffer {
  const padding = Buffer.alloc((4 - (value.length % 4)) % 4)
  return Buffer.concat([uint16(type), uint16(value.length), value, padding])
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16BE(value)
  return buffer
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(value)
  return buffer
}
