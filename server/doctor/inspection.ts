import type { Server } from 'node:http'
import type { MediaAddresses } from '../config/addresses.ts'
import type { Config } from '../config/schema.ts'
import { VERSION } from '../version.ts'
import { Arrivals } from './arrivals.ts'
import { settingsDigest, usedSettings, type ServerFacts } from './server-facts.ts'

/** The parts of a running server that a check looks at. */
export interface Inspected {
  readonly config: Config
  readonly addresses: { readonly current: MediaAddresses; readonly seenAt: string | undefined }
  readonly media: {
    readonly workers: readonly { id: string; pid: number; port: number }[]
    openProbe(): Promise<unknown>
  }
  readonly store: { readonly lasting: boolean; readonly behind: number }
  /** Its HTTP server, and with it signaling. */
  readonly server: Server
  readonly urls: { url: string; localUrl: string }
  /** File descriptors of this process; undefined where the system does not tell. */
  readonly descriptors: () => { open: number; limit: number } | undefined
}

/** What a running server tells whoever may open its control socket. Nothing of it is a secret, or changes anything. */
export class Inspection {
  readonly #parts: Inspected
  readonly #arrivals = new Arrivals()

  constructor(parts: Inspected) {
    this.#parts = parts
    this.#arrivals.watch(parts.server)
  }

  /** What the server uses at this moment. */
  facts(): ServerFacts {
    const { config, media, store, urls } = this.#parts
    const { bind, announced } = this.#parts.addresses.current
    const used = usedSettings(config)
    const descriptors = this.#parts.descriptors()
    return {
      version: VERSION,
      pid: process.pid,
      folder: process.cwd(),
      flags: process.argv.slice(2),
      settings: used,
      digest: settingsDigest(used),
      ...urls,
      bound: [...bind],
      announced: [...announced],
      workers: media.workers.map(({ id, pid, port }) => ({ id, pid, port })),
      descriptors: descriptors
        ? { open: descriptors.open, limit: Number.isFinite(descriptors.limit) ? descriptors.limit : null }
        : null,
      storage: { lasting: store.lasting, writesBehind: store.behind },
    }
  }

  /** Where STUN servers see this machine; undefined where nobody was asked, or told. */
  get outside(): string | undefined {
    return this.#parts.addresses.seenAt
  }

  /** Opens transports for a check of the media path. */
  async probe(): Promise<unknown> {
    return await this.#parts.media.openProbe()
  }

  /** Waits for a request with this nonce to arrive through the proxy in front. */
  expect(nonce: string): void {
    this.#arrivals.expect(nonce)
  }

  /** How it arrived; null while it has not. */
  take(nonce: string): unknown {
    return this.#arrivals.take(nonce)
  }
}
