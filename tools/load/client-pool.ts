import { NOTHING_RECEIVED, type ReceivedStream, type ReceivedTotals } from '../native-peer/receiver.ts'
import { Attendance } from './signaling-only-clients.ts'
import { Crowd } from './media-clients.ts'
import { DelayLine } from './delay-line.ts'
import { ProcessEventLog } from './event-log.ts'
import { add, subtract } from '../harness/counters.ts'
import { HealthWatch } from './health.ts'
import { Measures, type PackedMeasures } from './measures.ts'
import type { Assignment, DeadStream, Failure, NewcomerReport, Progress, WindowReport } from './messages.ts'
import { flowOf, sumFlows, type FlowWindow } from './flow.ts'
import type { Placement } from './placement.ts'
import type { Participant } from './client.ts'
import { Speech } from './speech.ts'

/** Sums over all participants of a process at one moment. */
interface Snapshot {
  at: number
  received: ReceivedTotals
  sent: { packets: number; bytes: number }
  signalingMessages: number
}

// How often the delay of a packet of every stream is looked at.
const DELAY_SAMPLE_MS = 500
// A voice that nobody heard after this time was not heard.
const VOICE_TIMEOUT_MS = 1500

/** The participants of this process, and what they measure. */
export class Share {
  readonly #assignment: Assignment
  readonly #placement: Placement
  readonly #line: DelayLine | undefined
  readonly #measures = new Measures()
  readonly #health = new HealthWatch()
  readonly #pulse = new HealthWatch()
  readonly #events = new ProcessEventLog(this.#measures)
  readonly #attendance: Attendance
  readonly #crowd: Crowd
  readonly #speech: Speech
  #last: Snapshot | undefined
  #opened:
    | {
        at: number
        snapshot: Snapshot
        packetsOf: ReadonlyMap<Participant, number>
        packetsBefore: ReadonlyMap<ReceivedStream, number>
      }
    | undefined
  #timers: NodeJS.Timeout[] = []

  private constructor(assignment: Assignment, placement: Placement, line: DelayLine | undefined) {
    const { task, kind } = assignment
    this.#assignment = assignment
    this.#placement = placement
    this.#line = line
    this.#speech = new Speech(task.cast, { isSteady: kind === 'bare' })
    const company = { task, measures: this.#measures, speech: this.#speech, asleep: new Set<string>() }
    this.#crowd = new Crowd(company, { isBare: kind === 'bare' })
    this.#attendance = new Attendance(company, this.#events)
    this.#pulse.start()
  }

  /** @param placement - of this process */
  static async create(assignment: Assignment, placement: Placement): Promise<Share> {
    const { task, rttMs } = assignment
    if (rttMs === 0) return new Share(assignment, placement, undefined)
    const url = new URL(task.url)
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    const line = await DelayLine.open({ host: url.hostname, port }, rttMs / 2)
    // The certificate names the server, not this end of the line.
    const near = { url: `${url.protocol}//127.0.0.1:${line.port}`, insecureTls: true }
    return new Share({ ...assignment, task: { ...task, ...near } }, placement, line)
  }

  get failures(): readonly Failure[] {
    return [...this.#crowd.failures, ...this.#attendance.failures]
  }

  async join(index: number): Promise<void> {
    const group = this.#assignment.kind === 'signaling' ? this.#attendance : this.#crowd
    await group.join(index)
  }

  /** Participants that are in the room. */
  get present(): number {
    return this.#crowd.present.length + this.#attendance.present.length
  }

  /** Those who never saw everything that they showed first. */
  get incomplete(): number {
    return this.#crowd.incomplete
  }

  takeMeasures(): PackedMeasures {
    return this.#measures.take()
  }

  async begin(epoch: number): Promise<void> {
    this.#speech.start(epoch)
    await this.#crowd.watch()
  }

  openWindow(): void {
    const { pageEveryMs, eventEveryMs } = this.#assignment
    this.#measures.take()
    for (const participant of this.#crowd.present) participant.openWindow()
    this.#events.open()
    this.#timers.push(setInterval(() => this.#sampleDelays(), DELAY_SAMPLE_MS))
    if (pageEveryMs > 0) this.#crowd.turnPages(pageEveryMs)
    if (eventEveryMs > 0) this.#attendance.act(eventEveryMs)
    this.#health.start()
    const { present } = this.#crowd
    // What came before the window says nothing about it.
    for (const participant of present) participant.takeDelays(() => undefined)
    this.#opened = {
      at: Date.now(),
      snapshot: this.#snapshot(),
      packetsOf: new Map(present.map((participant) => [participant, participant.received.packets])),
      packetsBefore: new Map(
        present.flatMap(({ streams }) => streams.map((stream) => [stream, stream.counts.packets] as const)),
      ),
    }
  }

  closeWindow(): WindowReport {
    if (!this.#opened) throw new Error('No window is open.')
    const { at, snapshot: before, packetsOf, packetsBefore } = this.#opened
    const after = this.#snapshot()
    const { present } = this.#crowd
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    for (const participant of present) participant.closeWindow()
    const silent = present.filter(
      (participant) => participant.received.packets === (packetsOf.get(participant) ?? 0),
    )
    return {
      seconds: (after.at - before.at) / 1000,
      openedAt: performance.timeOrigin + before.at,
      closedAt: performance.timeOrigin + after.at,
      received: subtract(after.received, before.received),
      sent: subtract(after.sent, before.sent),
      silent: silent.map(({ index }) => index),
      participants: this.present,
      ...this.#flows({ from: before.at, until: after.at, packetsBefore }),
      signalingMessages: after.signalingMessages - before.signalingMessages,
      ...this.#voices(at),
      unfinishedTurns: present.reduce((sum, { unfinishedTurns }) => sum + unfinishedTurns, 0),
      measures: this.#measures.take(),
      events: this.#events.close(),
      health: { ...this.#health.read(), ...this.#placement },
    }
  }

  async newcomer(index: number): Promise<NewcomerReport> {
    this.#measures.take()
    return await this.#crowd.newcomer(index)
  }

  /** How far this process is. */
  progress(): Progress {
    const now = this.#snapshot()
    const before = this.#last ?? now
    this.#last = now
    const seconds = Math.max(0.001, (now.at - before.at) / 1000)
    const health = this.#pulse.read()
    this.#pulse.start()
    return {
      joined: this.present,
      failed: this.failures.length,
      receivedPerSecond: (now.received.packets - before.received.packets) / seconds,
      sentPerSecond: (now.sent.packets - before.sent.packets) / seconds,
      receivedMbps: ((now.received.bytes - before.received.bytes) * 8) / 1e6 / seconds,
      cpu: health.cpu,
    }
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#health.stop()
    this.#pulse.stop()
    this.#speech.stop()
    this.#crowd.close()
    this.#attendance.close()
    this.#line?.close()
  }

  #snapshot(): Snapshot {
    const { present } = this.#crowd
    const everybody = [...present, ...this.#attendance.present]
    return {
      at: performance.now(),
      received: present.reduce((sum, { received }) => add(sum, received), NOTHING_RECEIVED),
      sent: present.reduce((sum, { sent }) => add(sum, sent), { packets: 0, bytes: 0 }),
      signalingMessages: everybody.reduce((sum, { signalingMessages }) => sum + signalingMessages, 0),
    }
  }

  /** Voices that should have been heard, and were; what began just now may be on its way. */
  #voices(from: number): { voicesHeard: number; voicesExpected: number } {
    const { present } = this.#crowd
    const until = performance.now() - VOICE_TIMEOUT_MS
    return {
      voicesHeard: present.reduce((sum, participant) => sum + participant.heardUntil(until), 0),
      voicesExpected: present.reduce(
        (sum, { index }) => sum + this.#speech.heardBy(index, from, Date.now() - VOICE_TIMEOUT_MS),
        0,
      ),
    }
  }

  /** Which streams of all participants flow. */
  #flows(window: Pick<FlowWindow, 'from' | 'until' | 'packetsBefore'>): Pick<WindowReport, 'flow' | 'dead'> {
    const { timeOrigin } = performance
    const dead: DeadStream[] = []
    const flows = this.#crowd.present.map((viewer) =>
      flowOf(viewer.streams, {
        ...window,
        spoke: (id, from, until) =>
          this.#speech.spoke(viewer.indexOfId(id), timeOrigin + from, timeOrigin + until),
        died: ({ participantId, source, counts: { packets, layer } }) =>
          dead.push({
            viewer: viewer.index,
            publisher: viewer.indexOfId(participantId),
            source,
            packets,
            layer,
          }),
      }),
    )
    return { flow: sumFlows(flows), dead }
  }

  #sampleDelays(): void {
    for (const participant of this.#crowd.present) {
      participant.takeDelays((delayMs) => this.#measures.add('packetDelay', delayMs))
    }
  }
}
