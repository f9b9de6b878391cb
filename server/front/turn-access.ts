import { createHmac, randomUUID } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { readSettingFile } from '../lib/setting-file.ts'

/** A TURN server as browsers are told of it. Source: W3C WebRTC, "RTCIceServer". */
export interface TurnServer {
  readonly urls: string[]
  readonly username: string
  readonly credential: string
}

// Longer than meetings: a relayed path is asked for its password again each time that it is renewed.
const LIFETIME_SECONDS = 24 * 60 * 60
const SECRET = /^[\x21-\x7e]{16,256}$/

/**
 * The secret that is shared with the TURN server.
 *
 * @returns undefined when the settings name none
 * @throws {Error} with what to do, when its file cannot be read or holds none
 */
export function turnSecret({
  secret,
  secretFile,
}: {
  secret?: string | undefined
  secretFile?: string | undefined
}): string | undefined {
  if (secretFile === undefined) return secret
  const text = readSettingFile('turn.secretFile', secretFile).trim()
  if (SECRET.test(text)) return text
  throw new Error(
    `turn.secretFile: ${secretFile} has to hold 16 to 256 letters, digits and punctuation marks and nothing else. ` +
      'Write one with: openssl rand -hex 32',
  )
}

/**
 * Lets one person use the TURN server for a day. The password proves to coturn that somebody who knows the secret
 * made up the name. Source: draft-uberti-behave-turn-rest-00, section 2.2; coturn, `use-auth-secret`.
 *
 * @param where - host and port by which the person reaches the pages, and whether over TLS
 */
export function turnServer(
  secret: string,
  { hostname, port, isSecure }: { hostname: string; port: number; isSecure: boolean },
): TurnServer {
  const expires = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS
  const username = `${expires}:${randomUUID()}`
  const host = isIPv6(hostname) ? `[${hostname}]` : hostname
  return {
    urls: [`${isSecure ? 'turns' : 'turn'}:${host}:${port}?transport=tcp`],
    username,
    credential: createHmac('sha1', secret).update(username).digest('base64'),
  }
}
