import { setTimeout as delay } from 'node:timers/promises'
import { GeneratorProcess } from './generator-process.ts'
import { mergeMeasures } from './measures.ts'
import type { Assignment, CallName, CallParams, CallReply, Failure, WindowReport } from './messages.ts'
import { MetricsWatch } from '../harness/metrics-watch.ts'
import type { LoadOptions } from './options.ts'
import { divide, TURN_MS } from './plan.ts'
import type { Findings, JoinFindings, NewcomerFindings } from './findings.ts'
import type { Target } from './target.ts'
import { UsageWatch, type Usage } from '../harness/usage-watch.ts'

// Without media, some client of the room makes an event this often.
const EVENT_INTERVAL_MS = 250
// Between two newcomers, so that the leave of one does not slow down the join of the next.
const NEWCOMER_PAUSE_MS = 500

/** One run: fills the room, measures, and lets all clients leave. */
export class Run {
  readonly #options: LoadOptions
  readonly #target: Target
  readonly #note: (text: string) => void
  readonly #generators: GeneratorProcess[]
  readonly #usage: UsageWatch

  /** @param note - says what happens now */
  constructor(
    options: LoadOptions,
    target: Target,
    { crashed, note }: { crashed: (error: Error) => void; note: (text: string) => void },
  ) {
    this.#options = options
    this.#target = target
    this.#note = note
    this.#generators = Array.from({ length: options.processes }, () => GeneratorProcess.start(crashed))
    this.#usage = new UsageWatch(target.pid)
  }

  get generators(): readonly GeneratorProcess[] {
    return this.#generators
  }

  /** Carries out all phases of the run. */
  async measure(): Promise<Findings> {
    const { warmUpSeconds, durationSeconds, newcomers } = this.#options
    await this.#all('assign', (position) => assignmentOf(this.#options, this.#target, position))
    const metrics = this.#target.hasMetrics ? new MetricsWatch(this.#target.url, this.#options) : undefined
    metrics?.start()
    try {
      const joins = await this.#join()
      const phases = { joined: performance.now(), opened: 0, closed: 0 }
      // There is nothing to measure in an empty room.
      if (joins.joined > 0) {
        this.#note(`warming up for ${warmUpSeconds} s`)
        joins.incomplete = await this.#begin(warmUpSeconds * 1000)
        this.#note(`measuring for ${durationSeconds} s`)
      }
      phases.opened = performance.now()
      const { windows, ...used } = await this.#window(joins.joined > 0 ? durationSeconds : 0)
      phases.closed = performance.now()
      const arrivals = joins.joined > 0 && newcomers > 0 ? await this.#newcomers(newcomers) : undefined
      const failures = await this.#end()
      return { joins, windows, ...used, newcomers: arrivals, failures, metrics, phases }
    } finally {
      metrics?.stop()
    }
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    await Promise.all(this.#generators.map(async (generator) => await generator.stop()))
  }

  async #join(): Promise<JoinFindings> {
    const { participants, overSeconds, processes } = this.#options
    this.#note(`${participants} join within ${Math.round(overSeconds)} s`)
    this.#usage.restart()
    const residentBefore = this.#usage.residentBytes
    const shares = divide(participants, processes)
    const replies = await this.#all('join', (position) =>
      (shares[position] ?? []).map((index) => ({
        index,
        delayMs: (index / participants) * overSeconds * 1000,
      })),
    )
    const joined = replies.reduce((sum, reply) => sum + reply.joined, 0)
    return {
      joined,
      // `#begin` finds out.
      incomplete: 0,
      residentBefore,
      measures: mergeMeasures(replies.map(({ measures }) => measures)),
      usage: this.#usage.read(),
    }
  }

  /**
   * Lets all clients show their pages and speak, until it is time to measure.
   *
   * @returns how many did not receive everything that they showed first
   */
  async #begin(warmUpMs: number): Promise<number> {
    const epoch = Date.now() + 200
    const begun = await this.#all('begin', () => ({ epoch }))
    await delay(untilOpening(epoch, warmUpMs))
    return begun.reduce((sum, { incomplete }) => sum + incomplete, 0)
  }

  async #window(seconds: number): Promise<{ windows: WindowReport[]; usage: Usage }> {
    await this.#all('openWindow', () => ({}))
    this.#usage.restart()
    await delay(seconds * 1000)
    const usage = this.#usage.read()
    return { windows: await this.#all('closeWindow', () => ({})), usage }
  }

  async #newcomers(count: number): Promise<NewcomerFindings> {
    const { participants } = this.#options
    const reports: NewcomerFindings['reports'] = []
    this.#usage.restart()
    for (let number = 0; number < count; number += 1) {
      this.#note(`newcomer ${number + 1} of ${count}`)
      const generator = this.#generators[number % this.#generators.length]
      // Newcomers have indices, and so names, beyond those of the room.
      if (generator) reports.push(await generator.call('newcomer', { index: participants + number }))
      await delay(NEWCOMER_PAUSE_MS)
    }
    return { reports, usage: this.#usage.read() }
  }

  async #end(): Promise<Failure[]> {
    this.#note('everybody leaves')
    return (await this.#all('end', () => ({}))).flatMap(({ failures }) => failures)
  }

  async #all<N extends CallName>(
    name: N,
    paramsOf: (position: number) => CallParams<N>,
  ): Promise<CallReply<N>[]> {
    return await Promise.all(
      this.#generators.map(async (generator, position) => await generator.call(name, paramsOf(position))),
    )
  }
}

/**
 * Time until the measurement begins: in the middle of a turn, so that it is clear
 * which voices began in it.
 */
function untilOpening(epoch: number, warmUpMs: number): number {
  const now = Date.now()
  const turns = Math.max(0, Math.ceil((now + warmUpMs - epoch) / TURN_MS))
  return epoch + turns * TURN_MS + TURN_MS / 2 - now
}

function assignmentOf(options: LoadOptions, { url }: Target, position: number): Assignment {
  const { room, participants, publishers, speakers, samePage } = options
  const { audio, video, view, bitrate, frameRate, insecureTls } = options
  return {
    position,
    kind: options.bare ? 'bare' : options.media ? 'meeting' : 'signaling',
    workload: {
      url,
      room,
      cast: { participants, publishers, speakers, samePage },
      audio,
      video,
      view,
      bitrate,
      frameRate,
      insecureTls,
      samplesMedia: options.decrypt === 'sample',
    },
    rttMs: options.rttMs,
    pageEveryMs: options.pageEverySeconds * 1000,
    eventEveryMs: options.media ? 0 : EVENT_INTERVAL_MS * options.processes,
  }
}
