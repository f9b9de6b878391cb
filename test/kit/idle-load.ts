import type { EventLoopMeter } from '../../server/load/event-loop-meter.ts'
import type { LoadSource } from '../../server/load/load-monitor.ts'

const RESTING: Pick<EventLoopMeter, 'read' | 'close'> = {
  read: () => ({ delay: { mean: 0, p99: 0, max: 0 }, busy: 0 }),
  close: () => undefined,
}

/** A server that is idle; its workers are those of the server that it follows. */
export interface IdleLoad extends LoadSource {
  follow(server: { readonly workers: readonly { id: string }[] }): void
}

/**
 * Says that a server is idle, whatever the machine does: what is tested then does not depend
 * on how many programs run beside it. Tests of load bring a source of their own.
 *
 * @param cpuOf - share of a core that a worker is taken to use, by its position among those that run
 */
export function idleLoad(cpuOf: (position: number) => number = () => 0): IdleLoad {
  let workers = (): readonly { id: string }[] => []
  return {
    workerCpu: () => new Map(workers().map(({ id }, position) => [id, cpuOf(position)])),
    eventLoop: RESTING,
    follow: (server) => void (workers = () => server.workers),
  }
}

/**
 * What to add to the environment of a server in a process of its own, so that it takes itself
 * to be idle: Node.js loads `idle-preload.ts` first.
 */
export function idleEnvironment(): { NODE_OPTIONS: string } {
  const preload = `--import ${new URL('idle-preload.ts', import.meta.url).href}`
  return { NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(' ') }
}
