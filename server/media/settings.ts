import type { IceCandidate } from 'mediasoup/types'

/** What the media engine needs of the configuration. */
export interface MediaSettings {
  /** Number of workers, 1 or more. */
  workers: number
  /** IP addresses to bind; each worker listens on its port on every one of them. */
  bind: readonly string[]
  /** Port of the first worker; the next ones follow. 0 takes any free ports. */
  port: number
  /** Rewrites ICE candidates so that they name the addresses that browsers can reach. */
  announce: (candidates: readonly IceCandidate[]) => IceCandidate[]
  /** Socket buffers in bytes. */
  socketBufferBytes: number
  /** First guess of a viewer's downlink, in bit/s. */
  initialOutgoingBitrate: number
  /** Most that one participant may send, in bit/s. */
  maxIncomingBitrate: number
  logLevel: 'none' | 'error' | 'warn' | 'debug'
}
