import { isIP } from 'node:net'
import type { z } from 'zod'
import type { listenSchema } from './schema-listen.ts'

type ListenSettings = Pick<
  z.infer<typeof listenSchema>,
  'host' | 'singlePort' | 'trustProxy' | 'publicUrl' | 'tls'
>

const WEB_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/**
 * Whether media also comes to the port of the pages. By itself it does where guests reach that port: a proxy in front, which
 * is trusted or has the public address, and a tunnel pass pages alone, and behind a loopback address there are no guests.
 */
export function sharesPort({ singlePort, trustProxy, host, publicUrl, tls }: ListenSettings): boolean {
  if (singlePort !== 'auto') return singlePort === 'on'
  const isBehindOthers = trustProxy !== false || (publicUrl !== undefined && tls.mode === 'off')
  return !isBehindOthers && !isLoopback(host)
}

/**
 * The TCP port of the pages as guests see it: that of `listen.publicUrl`, which a router may map to ours.
 *
 * @param bound - the port that the server listens on
 */
export function guestPort({ publicUrl }: Pick<ListenSettings, 'publicUrl'>, bound: number): number {
  if (publicUrl === undefined) return bound
  const { port, protocol } = new URL(publicUrl)
  return port === '' ? (WEB_PORTS[protocol] ?? bound) : Number(port)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
