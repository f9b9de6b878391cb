import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageWatch } from '../load/usage-watch.ts'
import type { Lacks } from './capabilities.ts'
import { Cleanup } from './cleanup.ts'
import type { Fault, Observation } from './fault.ts'
import { Lab } from './lab.ts'
import type { FaultOptions } from './options.ts'
import { findPorts } from './ports.ts'
import { seededRandom, seedOf } from './random.ts'
import { Loopback } from './site.ts'
import { Stage, type House } from './stage.ts'
import { findBroken, summarise, type RowResult } from './verdict.ts'

export interface SkippedRow {
  name: string
  title: string
  reason: string
}

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
    const { runs, seed } = this.#options
    const observations: Observation[] = []
    const failures: string[] = []
    const usage = new UsageWatch(undefined)
    try {
      const stage = await Stage.open(house, name, staging, new Cleanup(this.#note))
      this.#stage = stage
      for (let run = 1; run <= runs; run += 1) {
        try {
          const observation = await fault.rehearse({ stage, random: seededRandom(seedOf(seed, name, run)) })
          observations.push(observation)
          this.#note(`${name} ${run}/${runs}: ${describe(observation)}`)
        } catch (error) {
          const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
          failures.push(reason)
          this.#note(`${name} ${run}/${runs} failed: ${reason}`)
          await stage.endMeeting().catch(() => undefined)
        }
      }
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
      broken,
    }
  }
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
