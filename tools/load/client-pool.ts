import { layCable, type Cable } from '../harness/cable.ts'
import { Directory } from './directory.ts'
import { ProcessEventLog } from './event-log.ts'
import { HealthWatch } from './health.ts'
import { Measures, type PackedMeasures } from './measures.ts'
import { MeasuringWindow, type MeasuredProcess } from './measuring-window.ts'
import { MediaClients } from './media-clients.ts'
import type { Assignment, Failure, NewcomerReport, Progress, WindowReport } from './messages.ts'
import type { Placement } from './placement.ts'
import { SignalingOnlyClients } from './signaling-only-clients.ts'
import { takeSnapshot, type Snapshot } from './snapshot.ts'
import { Speech } from './speech.ts'

/** The clients of this process, and what they measure. */
export class ClientPool {
  readonly #assignment: Assignment
  readonly #placement: Placement
  readonly #cable: Cable | undefined
  readonly #process: MeasuredProcess
  readonly #progressHealth = new HealthWatch()
  #lastProgress: Snapshot | undefined
  #window: MeasuringWindow | undefined

  private constructor(assignment: Assignment, placement: Placement, cable: Cable | undefined) {
    const { workload, kind } = assignment
    this.#assignment = assignment
    this.#placement = placement
    this.#cable = cable
    const isBare = kind === 'bare'
    const measures = new Measures()
    const speech = new Speech(workload.cast, { isSteady: isBare })
    const events = new ProcessEventLog(measures)
    const context = { workload, measures, speech, idleCameras: new Set<string>(), directory: new Directory() }
    this.#process = {
      mediaClients: new MediaClients(context, { isBare }),
      signalingOnlyClients: new SignalingOnlyClients(context, events),
      speech,
      measures,
      events,
    }
    this.#progressHealth.start()
  }

  /** @param placement - of this process */
  static async create(assignment: Assignment, placement: Placement): Promise<ClientPool> {
    const { workload, rttMs } = assignment
    if (rttMs === 0) return new ClientPool(assignment, placement, undefined)
    const url = new URL(workload.url)
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    // Media has a path of its own: round trips add up in signaling.
    const cable = await layCable(
      { address: '127.0.0.1', port: 0 },
      { address: url.hostname, port },
      { delayMs: rttMs / 2 },
    )
    // The certificate names the server, not this end of the cable.
    const near = { url: `${url.protocol}//127.0.0.1:${cable.port}`, insecureTls: true }
    return new ClientPool({ ...assignment, workload: { ...workload, ...near } }, placement, cable)
  }

  /** Clients that could not join, or did not stay. */
  get failures(): readonly Failure[] {
    const { mediaClients, signalingOnlyClients } = this.#process
    return [...mediaClients.failures, ...signalingOnlyClients.failures]
  }

  /** How many clients are in the room. */
  get present(): number {
    const { mediaClients, signalingOnlyClients } = this.#process
    return mediaClients.present.length + signalingOnlyClients.present.length
  }

  /** Clients that joined and never received everything that they showed first. */
  get incomplete(): number {
    return this.#process.mediaClients.incomplete
  }

  /** Lets a client join, and keeps the failure. */
  async join(index: number): Promise<void> {
    const { mediaClients, signalingOnlyClients } = this.#process
    const clients = this.#assignment.kind === 'signaling' ? signalingOnlyClients : mediaClients
    await clients.join(index)
  }

  /** Hands over what was measured since the last call. */
  takeMeasures(): PackedMeasures {
    return this.#process.measures.take()
  }

  /** @param epoch - when speech begins, in milliseconds since 1970 */
  async begin(epoch: number): Promise<void> {
    this.#process.speech.start(epoch)
    await this.#process.mediaClients.watch()
  }

  /** Measures from now on. */
  openWindow(): void {
    this.#window = new MeasuringWindow(this.#process, this.#assignment)
  }

  /** @throws {Error} when no window is open */
  closeWindow(): WindowReport {
    if (!this.#window) throw new Error('No window is open.')
    return this.#window.close(this.#placement)
  }

  /** Lets a client join and leave, and reports its arrival. */
  async newcomer(index: number): Promise<NewcomerReport> {
    this.#process.measures.take()
    return await this.#process.mediaClients.newcomer(index)
  }

  /** How far this process is, and what happened since the last call. */
  progress(): Progress {
    const now = takeSnapshot(this.#process)
    const before = this.#lastProgress ?? now
    this.#lastProgress = now
    const seconds = Math.max(0.001, (now.at - before.at) / 1000)
    const { cpu } = this.#progressHealth.read()
    this.#progressHealth.start()
    return {
      joined: this.present,
      failed: this.failures.length,
      receivedPerSecond: (now.received.packets - before.received.packets) / seconds,
      sentPerSecond: (now.sent.packets - before.sent.packets) / seconds,
      receivedMbps: ((now.received.bytes - before.received.bytes) * 8) / 1e6 / seconds,
      cpu,
    }
  }

  /** Lets all clients leave, and ends everything. */
  async close(): Promise<void> {
    const { mediaClients, signalingOnlyClients, speech } = this.#process
    this.#window?.stop()
    this.#progressHealth.stop()
    speech.stop()
    mediaClients.close()
    signalingOnlyClients.close()
    await this.#cable?.close()
  }
}
