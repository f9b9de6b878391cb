import type { MediaSignaling } from '../media-signaling.ts'
import { FlowWatch } from './flow-watch.ts'
import { IceRestarter, type RestartableTransport } from './ice-restarter.ts'
import { PathWatch } from './path-watch.ts'
import {
  INITIAL_HEALTH,
  reduceHealth,
  worstPath,
  type Arrival,
  type Direction,
  type HealthEvent,
  type PathHealth,
  type PathState,
} from './path-health.ts'

/** What a media session says of its path, each time that something became of it. */
export interface HealthChange {
  /**
   * `path`: the path of one of the two transports changed. `stopped`: all media has stopped at
   * once; said once for each stop. `silent`: nothing arrives any more, although the browser
   * believes in the path; said again and again while it lasts. `back`: something arrives again
   * after that.
   */
  readonly cause: 'path' | 'stopped' | 'silent' | 'back'
  /** State of both paths together. */
  readonly path: PathState
  readonly arrival: Arrival
}

/** What a monitor watches and whom it tells. */
export interface HealthMonitorOptions {
  transports: Readonly<Record<Direction, RestartableTransport>>
  signaling: MediaSignaling
  /** Bytes that arrived so far, whatever they are; undefined when nobody knows. */
  readBytes: () => Promise<number | undefined>
  /** Grows whenever a frame of media has been received; undefined when nothing is received. */
  readMark: () => number | undefined
  healthChanged: (change: HealthChange) => void
}

const DIRECTIONS = ['send', 'receive'] as const

/** Watches the paths of a media session and repairs them by ICE restarts as far as that goes. */
export class HealthMonitor {
  readonly #healthChanged: (change: HealthChange) => void
  readonly #restarters: Readonly<Record<Direction, IceRestarter>>
  readonly #silence: PathWatch
  readonly #flow: FlowWatch
  #health: PathHealth = INITIAL_HEALTH
  #heardAt = 0
  #closed = false

  constructor(options: HealthMonitorOptions) {
    const { transports, signaling, readBytes, readMark } = options
    this.#healthChanged = options.healthChanged
    const restarter = (direction: Direction): IceRestarter =>
      new IceRestarter(transports[direction], signaling, (event) => this.#observe({ ...event, direction }))
    this.#restarters = { send: restarter('send'), receive: restarter('receive') }
    this.#silence = new PathWatch({
      readBytes,
      silent: () => this.#observe({ type: 'silent' }),
      back: () => this.#observe({ type: 'back' }),
    })
    this.#flow = new FlowWatch({ readMark, stopped: () => this.#observe({ type: 'stopped' }) })
    this.#carryOut()
  }

  /** State of both paths together; `broken` once this is closed. */
  get path(): PathState {
    return this.#closed ? 'broken' : worstPath(this.#health)
  }

  /** When anything last arrived, on the clock of `performance.now`; 0 before the first time. */
  get aliveAt(): number {
    return Math.max(this.#heardAt, this.#flow.flowedAt)
  }

  /** The stream that beats said something. */
  heard(): void {
    this.#heardAt = performance.now()
    this.#silence.heard()
    this.#observe({ type: 'heard' })
  }

  /** The address of this machine changed: looks for new paths at once. */
  refresh(): void {
    for (const direction of DIRECTIONS) this.#observe({ type: 'restart-wanted', direction })
  }

  /** Stops to watch. */
  close(): void {
    this.#closed = true
    this.#silence.close()
    this.#flow.close()
    for (const direction of DIRECTIONS) this.#restarters[direction].close()
  }

  #observe(event: HealthEvent): void {
    if (this.#closed) return
    const before = this.#health
    this.#health = reduceHealth(before, event)
    this.#carryOut()
    const cause = causeOf(before, this.#health, event)
    if (cause) this.#healthChanged({ cause, path: this.path, arrival: this.#health.arrival })
  }

  #carryOut(): void {
    for (const direction of DIRECTIONS) this.#restarters[direction].follow(this.#health[direction])
  }
}

function causeOf(before: PathHealth, after: PathHealth, event: HealthEvent): HealthChange['cause'] | null {
  if (event.type === 'silent' || event.type === 'stopped' || event.type === 'back') return event.type
  const isSame = DIRECTIONS.every((direction) => before[direction].path === after[direction].path)
  return isSame ? null : 'path'
}
