import type { Config } from '../config/schema.ts'
import { workerCount } from '../config/workers.ts'
import { TUNNEL_PROGRAMS, type TunnelName } from './tunnel-programs.ts'

const LOOPBACK = ['127.0.0.0/8', '::1']

/**
 * The settings of a server whose guests come through a tunnel: links name its address, whose pages may connect, and
 * the program on this machine is believed as far as what stands behind it tells who comes.
 *
 * @param url - the address that the tunnel gave
 */
export function throughTunnel(config: Config, name: TunnelName, url: string): Config {
  const { trustProxy } = config.listen
  const known = trustProxy === false ? [] : trustProxy
  const believed = TUNNEL_PROGRAMS[name].tellsAddresses ? [...new Set([...known, ...LOOPBACK])] : trustProxy
  return { ...config, listen: { ...config.listen, publicUrl: url, trustProxy: believed } }
}

/** What people are told who started a tunnel, because meetings through it fail without. */
export function tunnelLines({ listen, media }: Config, name: TunnelName): string[] {
  const last = media.port + workerCount(media.workers) - 1
  const ports = media.port === 0 ? 'the media ports' : `ports ${media.port} to ${last}`
  const lines = [
    `Pages come through ${name}, and end with this server. Sound and video do not: they go straight to this machine.`,
    'Guests in the same network see and hear each other at once.',
  ]
  if (listen.announce.length > 0) {
    return [
      ...lines,
      `Others reach ${listen.announce.join(', ')}: forward ${ports}, UDP and TCP, to this machine.`,
    ]
  }
  return [
    ...lines,
    `For others: forward ${ports}, UDP and TCP, to this machine, and add --announce with your public address.`,
  ]
}
