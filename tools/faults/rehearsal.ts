import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageWatch } from '../harness/usage-watch.ts'
import { attempt } from './attempt.ts'
import type { Lacks } from './capabilities.ts'
import { Cleanup } from '../harness/cleanup.ts'
import type { Fault, Observation } from './fault.ts'
import { Lab } from './lab.ts'
import type { FaultOptions } from './options.ts'
import { findPorts } from './ports.ts'
import { seededRandom, seedOf } from '../harness/random.ts'
import { Loopback } from './site.ts'
import { Stage, type House } from './stage.ts'
import { findBroken, summarise, type RowResult } from './verdict.ts'

interface SkippedRow {
  name: string
  title: string
  reason: string
}

/** What became of each row of the matrix. */
export interface RehearsalResult {
  rows: RowResult[]
  skipped: SkippedRow[]
}

/** Why a row cannot be rehearsed here; undefined when it can. */
export function whySkipped({ needs }: Fault, lacks: Lacks): string | undefined {
  return needs.map((need) => lacks[need]).find((reason) => reason !== undefined)
}

/** Goes through rows one after another, in one laboratory and with the same two browsers. */
export class Rehearsal {
  readonly #options: FaultOptions
  readonly #note: (text: string) => void
  readonly #cleanup: Cleanup
  #stage: Stage | undefined

  constructor(options: FaultOptions, note: (text: string) => void) {
    this.#options = options
    this.#note = note
    this.#cleanup = new Cleanup(note)
  }

  async perform(faults: readonly Fault[], lacks: Lacks): Promise<RehearsalResult> {
    const skipped: SkippedRow[] = []
    const possible: Fault[] = []
    for (const fault of faults) {
      const reason = whySkipped(fault, lacks)
      if (reason === undefined) possible.push(fault)
      else skipped.push({ name: fault.name, title: fault.title, reason })
    }
    for (const { name, reason } of skipped) this.#note(`${name} is skipped: ${reason}`)
    const rows: RowResult[] = []
    if (possible.length > 0) {
      const house = await this.#build(lacks)
      for (const fault of possible) rows.push(await this.#rehearse(house, fault))
    }
    return { rows, skipped }
  }

  /** Ends whatever is under way, and takes everything down. */
  async close(): Promise<void> {
    await this.#stage?.close()
    await this.#cleanup.run()
  }

  async #build(lacks: Lacks): Promise<House> {
    const folder = await mkdtemp(join(tmpdir(), 'plnry-'))
    this.#cleanup.add(() => rm(folder, { recursive: true, force: true }))
    const site = lacks.namespaces === undefined ? await Lab.build() : new Loopback()
    this.#cleanup.add(() => site.close())
    const house: House = { site, folder, ports: await findPorts(), browsers: new Map() }
    this.#cleanup.add(() => Promise.all([...house.browsers.values()].map((browser) => browser.close())))
    return house
  }

  async #rehearse(house: House, fault: Fault): Promise<RowResult> {
    const { name, title, promise, staging = {} } = fault
    const { runs } = this.#options
    const outcome: RowOutcome = { observations: [], failures: [], voided: [] }
    const { observations, failures, voided } = outcome
    const usage = new UsageWatch(undefined)
    try {
      const stage = await Stage.open(house, name, staging, new Cleanup(this.#note))
      this.#stage = stage
      for (let run = 1; run <= runs; run += 1) await this.#run(stage, fault, run, outcome)
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    } finally {
      await this.#stage?.close()
      this.#stage = undefined
    }
    const measures = summarise(observations.map((observation) => observation.measures))
    const broken = findBroken(measures, fault.checks)
    if (failures.length > 0) broken.push(`${failures.length} of ${runs} runs failed: ${failures[0]}`)
    const noticed = [...new Set(observations.flatMap((observation) => observation.noticed))]
    const { machineBusy } = usage.read()
    return {
      name,
      title,
      promise,
      runs: observations.length,
      machineBusy,
      measures,
      noticed,
      failures,
      voided,
      broken,
    }
  }

  async #run(stage: Stage, fault: Fault, run: number, outcome: RowOutcome): Promise<void> {
    const { runs, seed } = this.#options
    const { name, checks } = fault
    const rehearse = (): Promise<Observation> =>
      fault.rehearse({ stage, random: seededRandom(seedOf(seed, name, run)) })
    try {
      const observation = await attempt(rehearse, checks, (reason) => {
        outcome.voided.push(reason)
        this.#note(`${name} ${run}/${runs} is void and repeated: ${reason}`)
      })
      outcome.observations.push(observation)
      this.#note(`${name} ${run}/${runs}: ${describe(observation)}`)
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      outcome.failures.push(reason)
      this.#note(`${name} ${run}/${runs} failed: ${reason}`)
      await stage.endMeeting().catch(() => undefined)
    }
  }
}

/** What the runs of a row came to. */
interface RowOutcome {
  observations: Observation[]
  /** Runs that could not be carried out, and why. */
  failures: string[]
  /** Attempts that were repeated, and why. */
  voided: string[]
}

function describe({ measures, noticed, worst }: Observation): string {
  const figures = Object.entries(measures)
    .filter(([name, value]) => name === 'interruptionMs' || value !== 0)
    .map(([name, value]) => `${name} ${Math.round(value)}`)
  return [
    ...figures,
    ...(worst === undefined ? [] : [`worst: ${worst}`]),
    ...noticed.map((text) => `"${text}"`),
  ].join(', ')
}
