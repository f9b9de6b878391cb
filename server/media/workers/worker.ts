import { fileURLToPath } from 'node:url'
import * as mediasoup from 'mediasoup'
import type { Worker } from 'mediasoup/types'
import type { Logger } from '../../observability/logger.ts'
import type { MediaSettings } from '../settings.ts'
import { gatherRequests } from './gather-writes.ts'
import { IceUsernames } from './ice-usernames.ts'
import { MediaSockets } from './media-sockets.ts'
import { ObjectCount } from './object-count.ts'
import { WorkerLoad } from './worker-load.ts'

/** A running mediasoup worker with the one server socket set of its transports. */
export interface MediaWorker {
  /** Names it for as long as the server runs, for example `w1`. */
  readonly id: string
  readonly mediasoupWorker: Worker
  readonly sockets: MediaSockets
  /** The port that all its transports share. */
  readonly port: number
  readonly load: WorkerLoad
  /** What clients call its transports. */
  readonly usernames: IceUsernames
  /** Objects that it says it has. */
  readonly objectCount: ObjectCount
}

/**
 * Starts a worker and binds its media port.
 *
 * @param order - id of the worker, and the port to try first; 0 lets the system choose
 * @throws {Error} when the worker does not start, or no port is free
 */
export async function startWorker(
  settings: MediaSettings,
  { id, firstPort }: { id: string; firstPort: number },
  logger: Logger,
): Promise<MediaWorker> {
  const mediasoupWorker = await createDetachedWorker(settings)
  try {
    const sockets = await MediaSockets.open({ id, mediasoupWorker, settings, logger }, firstPort)
    const stuck = (): void => {
      logger.error(
        { worker: id, pid: mediasoupWorker.pid },
        'a media worker does not answer; it is killed and replaced',
      )
      killQuietly(mediasoupWorker.pid)
    }
    const load = new WorkerLoad(mediasoupWorker, stuck, { assumedCpu: () => settings.assumedCpu?.(id) })
    load.start()
    mediasoupWorker.observer.once('close', () => load.stop())
    return {
      id,
      mediasoupWorker,
      sockets,
      get port() {
        return sockets.port
      },
      load,
      usernames: new IceUsernames(mediasoupWorker),
      objectCount: new ObjectCount(mediasoupWorker),
    }
  } catch (error) {
    mediasoupWorker.close()
    throw error
  }
}

async function createDetachedWorker(settings: MediaSettings): Promise<Worker> {
  process.env.MEDIASOUP_SESSION_BIN = mediasoup.workerBin
  const signals = ['SIGTERM', 'SIGINT'] as const
  const before = new Map(signals.map((signal) => [signal, new Set(process.rawListeners(signal))]))
  const starting = gatherRequests(() =>
    mediasoup.createWorker({
      logLevel: settings.logLevel,
      // Which cipher was agreed on is all that the debug lines add for an operator.
      logTags: settings.logLevel === 'debug' ? ['info', 'dtls'] : [],
      workerBin: fileURLToPath(new URL('worker-session.sh', import.meta.url)),
    }),
  )
  // mediasoup closes every worker at the first signal, which would end all
  // meetings before they could be closed in order. It listens before it returns,
  // so nothing that anybody else added meanwhile is taken away.
  for (const signal of signals) {
    for (const listener of process.rawListeners(signal)) {
      if (!before.get(signal)?.has(listener)) process.removeListener(signal, listener as () => void)
    }
  }
  return await starting
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
