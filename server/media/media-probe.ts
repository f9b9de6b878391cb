import type { Router, WebRtcTransport } from 'mediasoup/types'
import type { IceParameters, TransportOptions } from '../../protocol/index.ts'
import type { MediaSettings } from './settings.ts'
import type { MediaWorker } from './workers/worker.ts'

/** A transport that nobody uses, by which a check sees whether packets reach a worker. */
export interface ProbeTransport {
  readonly worker: string
  readonly port: number
  readonly iceParameters: IceParameters
  readonly iceCandidates: TransportOptions['iceCandidates']
}

const LIFETIME_MS = 20_000

/**
 * One transport on each worker, which answers to ICE checks and carries nothing. There is one set at a time, and it ends
 * by itself, so that whoever asks again and again costs no more than once.
 */
export class MediaProbe {
  readonly #routers: Router[] = []
  #timer: NodeJS.Timeout | undefined
  #opening: Promise<ProbeTransport[]> | undefined

  /**
   * Opens the transports in place of the former ones; a worker that ends meanwhile is left out. Who asks while they are
   * being opened gets the same ones.
   *
   * @param settings - with the addresses that are announced
   */
  async open(
    workers: readonly MediaWorker[],
    settings: Pick<MediaSettings, 'announce'>,
  ): Promise<ProbeTransport[]> {
    this.#opening ??= this.#open(workers, settings).finally(() => (this.#opening = undefined))
    return await this.#opening
  }

  /** Ends the transports. May be called more than once. */
  close(): void {
    clearTimeout(this.#timer)
    for (const router of this.#routers.splice(0)) router.close()
  }

  async #open(
    workers: readonly MediaWorker[],
    settings: Pick<MediaSettings, 'announce'>,
  ): Promise<ProbeTransport[]> {
    this.close()
    this.#timer = setTimeout(() => this.close(), LIFETIME_MS).unref()
    const opened = await Promise.allSettled(
      workers.map(async (worker) => await this.#openOn(worker, settings)),
    )
    return opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  }

  async #openOn(worker: MediaWorker, settings: Pick<MediaSettings, 'announce'>): Promise<ProbeTransport> {
    const router = await worker.mediasoupWorker.createRouter({ mediaCodecs: [] })
    this.#routers.push(router)
    const transport: WebRtcTransport = await worker.sockets.use(
      async (webRtcServer) =>
        await router.createWebRtcTransport({ webRtcServer, enableUdp: true, enableTcp: true }),
    )
    const { iceParameters, iceCandidates } = transport
    const announced = settings.announce(iceCandidates)
    return { worker: worker.id, port: worker.port, iceParameters, iceCandidates: announced }
  }
}
