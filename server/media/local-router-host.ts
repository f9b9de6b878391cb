import { LocalRouter, type LocalRouterSite } from './local-router.ts'
import type {
  HostedRouter,
  HostedRouterOptions,
  HostLoad,
  HostOccupant,
  RouterHost,
  RouterHosts,
} from './routers/router-host.ts'
import type { WorkerPool } from './workers/worker-pool.ts'

/** A worker of this machine as a place for routers. */
class LocalRouterHost implements RouterHost {
  readonly #site: LocalRouterSite

  constructor(site: LocalRouterSite) {
    this.#site = site
  }

  get id(): string {
    return this.#site.worker.id
  }

  get closed(): boolean {
    return this.#site.worker.mediasoupWorker.closed
  }

  get load(): HostLoad {
    return this.#site.worker.load
  }

  occupy(occupant: HostOccupant): () => void {
    return this.#site.worker.load.add(occupant)
  }

  async createRouter(options: HostedRouterOptions): Promise<HostedRouter> {
    return await LocalRouter.create(this.#site, options)
  }
}

/** The workers of a pool as places for routers. */
export class LocalRouterHosts implements RouterHosts {
  readonly #pool: Pick<WorkerPool, 'workers' | 'available'>
  readonly #common: Omit<LocalRouterSite, 'worker'>

  /** @param common - what all routers of this machine share */
  constructor(pool: Pick<WorkerPool, 'workers' | 'available'>, common: Omit<LocalRouterSite, 'worker'>) {
    this.#pool = pool
    this.#common = common
  }

  get hosts(): readonly RouterHost[] {
    return this.#pool.workers.map((worker) => new LocalRouterHost({ ...this.#common, worker }))
  }

  async available(): Promise<void> {
    await this.#pool.available()
  }
}
