import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createSilentLogger } from '../../observability/logger.ts'
import { selfSignedPem } from '../self-signed.ts'

/** What a false authority answers; whatever it does not, gets the directory or a nonce. */
export type Answer = (path: string, response: ServerResponse) => boolean

/** A certificate authority that never signs anything. */
export interface TestDirectory {
  readonly directoryUrl: string
  readonly ca: string
  /** The paths that were asked for so far. */
  readonly asked: readonly string[]
}

/**
 * Starts an authority that ends with the test.
 *
 * @param folder - for its certificate
 * @param answer - how it refuses, stalls or lies
 * @param meta - what its directory says of itself
 */
export async function startTestDirectory(
  t: TestContext,
  folder: string,
  answer: Answer,
  meta: object = {},
): Promise<TestDirectory> {
  const ca = await selfSignedPem(join(folder, 'directory.pem'), ['127.0.0.1'], createSilentLogger())
  const asked: string[] = []
  const server = createServer({ key: ca, cert: ca }, (request: IncomingMessage, response) => {
    const { url: path = '/' } = request
    asked.push(path)
    request.resume()
    if (answer(path, response)) return
    response.setHeader('Replay-Nonce', `nonce-${asked.length}`)
    if (path !== '/dir') return void response.end()
    const at = (name: string): string => `${origin}/${name}`
    const directory = { newNonce: at('nonce'), newAccount: at('account'), newOrder: at('order'), meta }
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(directory))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { directoryUrl: `${origin}/dir`, ca, asked }
}

/** Refuses with a problem document, RFC 8555, section 6.7. */
export function refuse(
  response: ServerResponse,
  status: number,
  type: string,
  headers: Record<string, string> = {},
): true {
  response.writeHead(status, { 'Content-Type': 'application/problem+json', 'Replay-Nonce': 'x', ...headers })
  response.end(
    JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail: `refused:\n\u001b[31m${type}` }),
  )
  return true
}
