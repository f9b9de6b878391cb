import { subtract, sum } from '../harness/counters.ts'
import type { ReceivedStream } from '../native-peer/receiver.ts'
import type { MediaClient } from './client.ts'
import type { ProcessEventLog } from './event-log.ts'
import { flowOf, sumFlows, type FlowWindow } from './flow.ts'
import { HealthWatch } from './health.ts'
import type { Measures } from './measures.ts'
import type { Assignment, DeadStream, WindowReport } from './messages.ts'
import type { Placement } from './placement.ts'
import { takeSnapshot, type ProcessClients, type Snapshot } from './snapshot.ts'
import type { Speech } from './speech.ts'

/** The clients of a process, and what they measure into. */
export interface MeasuredProcess extends ProcessClients {
  speech: Speech
  measures: Measures
  events: ProcessEventLog
}

// How often the delay of a packet of every stream is looked at.
const DELAY_SAMPLE_MS = 500
// A voice that nobody heard after this time was not heard.
const VOICE_TIMEOUT_MS = 1500

/** The span of time in which a process measures its clients. */
export class MeasuringWindow {
  readonly #process: MeasuredProcess
  readonly #health = new HealthWatch()
  readonly #delayTimer: NodeJS.Timeout
  /** In milliseconds since the epoch. */
  readonly #openedAt: number
  readonly #before: Snapshot
  readonly #packetsOf: ReadonlyMap<MediaClient, number>
  readonly #packetsBefore: ReadonlyMap<ReceivedStream, number>

  /** Opens it: from now on pages are turned and events made, if the assignment says so. */
  constructor(process: MeasuredProcess, { pageEveryMs, eventEveryMs }: Assignment) {
    this.#process = process
    const { mediaClients, signalingOnlyClients, measures, events } = process
    const { present } = mediaClients
    measures.take()
    for (const client of present) client.openWindow()
    events.open()
    this.#delayTimer = setInterval(() => this.#sampleDelays(), DELAY_SAMPLE_MS)
    if (pageEveryMs > 0) mediaClients.turnPages(pageEveryMs)
    if (eventEveryMs > 0) signalingOnlyClients.act(eventEveryMs)
    this.#health.start()
    // What came before the window says nothing about it.
    for (const client of present) client.takeDelays(() => undefined)
    this.#openedAt = Date.now()
    this.#before = takeSnapshot(process)
    this.#packetsOf = new Map(present.map((client) => [client, client.received.packets]))
    this.#packetsBefore = new Map(
      present.flatMap(({ streams }) => streams.map((stream) => [stream, stream.counts.packets] as const)),
    )
  }

  /** Closes it, and reports what was measured. */
  close(placement: Placement): WindowReport {
    const { mediaClients, signalingOnlyClients, measures, events } = this.#process
    const before = this.#before
    const after = takeSnapshot(this.#process)
    const { present } = mediaClients
    clearInterval(this.#delayTimer)
    for (const client of present) client.closeWindow()
    const silent = present.filter((client) => client.received.packets === (this.#packetsOf.get(client) ?? 0))
    return {
      seconds: (after.at - before.at) / 1000,
      openedAt: performance.timeOrigin + before.at,
      closedAt: performance.timeOrigin + after.at,
      received: subtract(after.received, before.received),
      sent: subtract(after.sent, before.sent),
      silent: silent.map(({ index }) => index),
      participants: present.length + signalingOnlyClients.present.length,
      counts: countBeliefs([...present, ...signalingOnlyClients.present]),
      ...this.#flows({ from: before.at, until: after.at, packetsBefore: this.#packetsBefore }),
      signalingMessages: after.signalingMessages - before.signalingMessages,
      ...this.#voices(),
      unfinishedTurns: sum(present, ({ unfinishedTurns }) => unfinishedTurns),
      measures: measures.take(),
      events: events.close(),
      health: { ...this.#health.read(), ...placement },
    }
  }

  /** Ends all timers. May be called more than once. */
  stop(): void {
    clearInterval(this.#delayTimer)
    this.#health.stop()
  }

  /** Voices that should have been heard, and were; what began just now may be on its way. */
  #voices(): { voicesHeard: number; voicesExpected: number } {
    const { mediaClients, speech } = this.#process
    const { present } = mediaClients
    const until = performance.now() - VOICE_TIMEOUT_MS
    return {
      voicesHeard: sum(present, (client) => client.heardUntil(until)),
      voicesExpected: sum(present, ({ index }) =>
        speech.heardBy(index, this.#openedAt, Date.now() - VOICE_TIMEOUT_MS),
      ),
    }
  }

  /** Which streams of all clients flow. */
  #flows(window: Pick<FlowWindow, 'from' | 'until' | 'packetsBefore'>): Pick<WindowReport, 'flow' | 'dead'> {
    const { mediaClients, speech } = this.#process
    const { timeOrigin } = performance
    const dead: DeadStream[] = []
    const flows = mediaClients.present.map((viewer) =>
      flowOf(viewer.streams, {
        ...window,
        spoke: (id, from, until) => speech.spoke(viewer.indexOfId(id), timeOrigin + from, timeOrigin + until),
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
    const { mediaClients, measures } = this.#process
    for (const client of mediaClients.present) {
      client.takeDelays((delayMs) => measures.add('packetDelay', delayMs))
    }
  }
}

/** How many clients were told each number of participants. */
function countBeliefs(clients: readonly { peopleCount: number | undefined }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { peopleCount } of clients) {
    if (peopleCount !== undefined) counts[peopleCount] = (counts[peopleCount] ?? 0) + 1
  }
  return counts
}
