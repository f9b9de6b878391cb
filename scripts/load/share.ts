import { NOTHING_RECEIVED, type ReceivedTotals } from '../native-peer/receiver.ts'
import { Attendee } from './attendee.ts'
import { Crowd } from './crowd.ts'
import { DelayLine } from './delay-line.ts'
import { ProcessEventLog } from './event-log.ts'
import { HealthWatch } from './health.ts'
import { Measures, type PackedMeasures } from './measures.ts'
import type { Assignment, Failure, NewcomerReport, Progress, WindowReport } from './messages.ts'
import { describeError, type Company, type Participant } from './participant.ts'
import { Speech } from './speech.ts'

/** Sums over all participants of a process at one moment. */
interface Snapshot {
  at: number
  received: ReceivedTotals
  sent: { packets: number; bytes: number }
  signalingMessages: number
}

// How often the delay of the newest packet of every stream is looked at.
const DELAY_SAMPLE_MS = 500
// A voice that nobody heard after this time was not heard.
const VOICE_TIMEOUT_MS = 1500

/** The participants of this process, and what they measure. */
export class Share {
  readonly #assignment: Assignment
  readonly #line: DelayLine | undefined
  readonly #measures = new Measures()
  readonly #health = new HealthWatch()
  readonly #pulse = new HealthWatch()
  readonly #events = new ProcessEventLog(this.#measures)
  readonly #attendees: Attendee[] = []
  readonly #crowd: Crowd
  readonly #speech: Speech
  readonly #company: Company
  #last: Snapshot | undefined
  #opened: { at: number; snapshot: Snapshot; before: ReadonlyMap<Participant, number> } | undefined
  #timers: NodeJS.Timeout[] = []
  #nextActor = 0

  private constructor(assignment: Assignment, line: DelayLine | undefined) {
    const { task, kind } = assignment
    this.#assignment = assignment
    this.#line = line
    this.#speech = new Speech(task.cast, { isSteady: kind === 'bare' })
    const parts = { task, measures: this.#measures, speech: this.#speech }
    this.#crowd = new Crowd(parts, { isBare: kind === 'bare' })
    this.#company = { ...parts, lost: (index, reason) => void this.#crowd.failures.push({ index, reason }) }
    this.#pulse.start()
  }

  static async create(assignment: Assignment): Promise<Share> {
    const { task, rttMs } = assignment
    if (rttMs === 0) return new Share(assignment, undefined)
    const url = new URL(task.url)
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    const line = await DelayLine.open({ host: url.hostname, port }, rttMs / 2)
    // The certificate names the server, not this end of the line.
    const near = { url: `${url.protocol}//127.0.0.1:${line.port}`, insecureTls: true }
    return new Share({ ...assignment, task: { ...task, ...near } }, line)
  }

  get failures(): readonly Failure[] {
    return this.#crowd.failures
  }

  async join(index: number): Promise<void> {
    if (this.#assignment.kind !== 'signaling') {
      await this.#crowd.join(index)
      return
    }
    const attendee = new Attendee(index, this.#company, this.#events)
    try {
      await attendee.join()
      this.#attendees.push(attendee)
    } catch (error) {
      attendee.close()
      this.#crowd.failures.push({ index, reason: describeError(error) })
    }
  }

  /** Participants that are in the room. */
  get present(): number {
    return this.#crowd.present.length + this.#attendees.length
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
    if (eventEveryMs > 0) this.#timers.push(setInterval(() => this.#act(), eventEveryMs))
    this.#health.start()
    this.#opened = {
      at: Date.now(),
      snapshot: this.#snapshot(),
      before: new Map(this.#crowd.present.map((participant) => [participant, participant.received.packets])),
    }
  }

  closeWindow(): WindowReport {
    if (!this.#opened) throw new Error('No window is open.')
    const { at, snapshot: before, before: packetsBefore } = this.#opened
    const after = this.#snapshot()
    const { present } = this.#crowd
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    for (const participant of present) participant.closeWindow()
    const silent = present.filter(({ received }, position) => {
      const participant = present[position]
      return participant !== undefined && received.packets === (packetsBefore.get(participant) ?? 0)
    })
    return {
      seconds: (after.at - before.at) / 1000,
      received: subtract(after.received, before.received),
      sent: subtract(after.sent, before.sent),
      silent: silent.map(({ index }) => index),
      participants: this.present,
      streams: present.reduce((sum, { streams }) => sum + streams.length, 0),
      signalingMessages: after.signalingMessages - before.signalingMessages,
      ...this.#voices(at),
      unfinishedTurns: present.reduce((sum, { unfinishedTurns }) => sum + unfinishedTurns, 0),
      measures: this.#measures.take(),
      events: this.#events.close(),
      health: this.#health.read(),
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
    for (const attendee of this.#attendees) attendee.close()
    this.#line?.close()
  }

  #snapshot(): Snapshot {
    const { present } = this.#crowd
    const everybody = [...present, ...this.#attendees]
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

  #sampleDelays(): void {
    const since = performance.now() - DELAY_SAMPLE_MS
    for (const { streams } of this.#crowd.present) {
      for (const { counts } of streams) {
        if (counts.delayMs === undefined || (counts.lastAt ?? 0) < since) continue
        this.#measures.add('packetDelay', counts.delayMs)
      }
    }
  }

  #act(): void {
    const actor = this.#attendees[this.#nextActor++ % Math.max(1, this.#attendees.length)]
    actor?.act().catch((error: unknown) => {
      this.#crowd.failures.push({ index: actor.index, reason: describeError(error) })
    })
  }
}

type Counters = Readonly<Record<string, number>>

function add<T extends object>(one: T, other: T): T {
  return combine(one, other, (a, b) => a + b)
}

function subtract<T extends object>(one: T, other: T): T {
  return combine(one, other, (a, b) => a - b)
}

function combine<T extends object>(one: T, other: T, operation: (a: number, b: number) => number): T {
  return Object.fromEntries(
    Object.entries(one as Counters).map(([key, value]) => [
      key,
      operation(value, (other as Counters)[key] ?? 0),
    ]),
  ) as T
}
