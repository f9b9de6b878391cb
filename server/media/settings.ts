import type { IceCandidate } from 'mediasoup/types'

/** Where each worker listens with its port, UDP and TCP. */
interface MediaListen {
  /**
   * IP addresses that get a UDP socket each. The machine may change them at any time, and
   * answers with the same list until it did.
   */
  addresses: () => readonly string[]
  /**
   * `0.0.0.0` and `::` where those are meant: they take what comes to addresses that
   * appeared later. Empty when the one address never changes.
   */
  wildcards: readonly string[]
}

/** What the media engine needs of the configuration. */
export interface MediaSettings {
  /** Number of workers, 1 or more. */
  workers: number
  listen: MediaListen
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
  /**
   * Share of a core that newcomers are placed by instead of the measured one, by id of the worker;
   * undefined where it is measured.
   */
  assumedCpu?: (worker: string) => number | undefined
  /** Whether a relay of this server for guests sends from an address; none does by default. */
  isRelay?: (protocol: 'udp' | 'tcp', address: string) => boolean
  logLevel: 'none' | 'error' | 'warn' | 'debug'
}
