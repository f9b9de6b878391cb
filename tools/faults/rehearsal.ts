import { firstLineOf, messageOf } from '../harness/error-message.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageWatch } from '../harness/usage-watch.ts'
import { attempt } from './attempt.ts'
import { BrowserPool } from './browser-pool.ts'
import type { MissingCapabilities } from './capabilities.ts'
import { Cleanup } from '../harness/cleanup.ts'
import type { Scenario, Observation } from './scenario.ts'
import { NamespaceTestbed } from './namespace-testbed.ts'
import type { FaultOptions } from './options.ts'
import { findPorts, type Ports } from './ports.ts'
import { seededRandom, seedOf } from '../harness/random.ts'
import { LoopbackTestbed, type Testbed } from './testbed.ts'
import { Fixture, type SharedResources } from './fixture.ts'
import { findBroken, summarise, type ScenarioResult } from './verdict.ts'

/** A scenario that this machine cannot run. */
interface SkippedScenario {
  name: string
  title: string
  reason: string
}

/** The result of all scenarios; docs/reliability.md explains its fields. */
export interface RehearsalResult {
  rows: ScenarioResult[]
  skipped: SkippedScenario[]
}

/** Why a scenario cannot be run here; undefined when it can. */
export function whySkipped({ needs }: Scenario, missing: MissingCapabilities): string | undefined {
  return needs.map((need) => missing[need]).find((reason) => reason !== undefined)
}

/** Runs scenarios one after another, on one testbed and with the same two browsers. */
export class Rehearsal {
  readonly #options: FaultOptions
  readonly #note: (text: string) => void
  readonly #cleanup: Cleanup
  #fixture: Fixture | undefined

  constructor(options: FaultOptions, note: (text: string) => void) {
    this.#options = options
    this.#note = note
    this.#cleanup = new Cleanup(note)
  }

  /** Runs those scenarios that can be run here, as often as the options say. */
  async run(scenarios: readonly Scenario[], missing: MissingCapabilities): Promise<RehearsalResult> {
    const skipped: SkippedScenario[] = []
    const possible: Scenario[] = []
    for (const scenario of scenarios) {
      const reason = whySkipped(scenario, missing)
      if (reason === undefined) possible.push(scenario)
      else skipped.push({ name: scenario.name, title: scenario.title, reason })
    }
    for (const { name, reason } of skipped) this.#note(`${name} is skipped: ${reason}`)
    const rows: ScenarioResult[] = []
    if (possible.length > 0) {
      const shared = await this.#build(missing)
      for (const scenario of possible) rows.push(await this.#runScenario(shared, scenario))
    }
    return { rows, skipped }
  }

  /** Ends whatever is under way, and takes everything down. */
  async close(): Promise<void> {
    await this.#fixture?.close()
    await this.#cleanup.run()
  }

  async #build(missing: MissingCapabilities): Promise<SharedResources> {
    const folder = await mkdtemp(join(tmpdir(), 'plnry-'))
    this.#cleanup.add(() => rm(folder, { recursive: true, force: true }))
    const testbed = missing.namespaces === undefined ? await NamespaceTestbed.build() : new LoopbackTestbed()
    this.#cleanup.add(() => testbed.close())
    const ports = await findPorts()
    const browsers = new BrowserPool({ testbed, folder, origins: originsOf(testbed, ports) })
    this.#cleanup.add(() => browsers.close())
    return { testbed, ports, browsers }
  }

  async #runScenario(shared: SharedResources, scenario: Scenario): Promise<ScenarioResult> {
    const { name, title, promise, fixture: fixtureOptions = {} } = scenario
    const { runs } = this.#options
    const outcome: ScenarioOutcome = { observations: [], failures: [], voided: [] }
    const { observations, failures, voided } = outcome
    const usage = new UsageWatch(undefined)
    try {
      const fixture = await Fixture.open(shared, name, fixtureOptions, new Cleanup(this.#note))
      this.#fixture = fixture
      for (let run = 1; run <= runs; run += 1) await this.#run(fixture, scenario, run, outcome)
    } catch (error) {
      failures.push(messageOf(error))
    } finally {
      await this.#fixture?.close()
      this.#fixture = undefined
    }
    const measures = summarise(observations.map((observation) => observation.measures))
    const broken = findBroken(measures, scenario.checks)
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

  async #run(fixture: Fixture, scenario: Scenario, run: number, outcome: ScenarioOutcome): Promise<void> {
    const { runs, seed } = this.#options
    const { name, checks } = scenario
    const runOnce = (): Promise<Observation> =>
      scenario.run({ fixture, random: seededRandom(seedOf(seed, name, run)) })
    try {
      const observation = await attempt(runOnce, checks, (reason) => {
        outcome.voided.push(reason)
        this.#note(`${name} ${run}/${runs} is void and repeated: ${reason}`)
      })
      outcome.observations.push(observation)
      this.#note(`${name} ${run}/${runs}: ${describe(observation)}`)
    } catch (error) {
      const reason = firstLineOf(error)
      outcome.failures.push(reason)
      this.#note(`${name} ${run}/${runs} failed: ${reason}`)
      await fixture.endMeeting().catch(() => undefined)
    }
  }
}

/** Where pages come from: the server itself, and the cable before it. */
function originsOf({ serverAddress, hostAddress }: Testbed, { server, cable }: Ports): string[] {
  return [`http://${serverAddress}:${server}`, `http://${hostAddress}:${cable}`]
}

/** What came of the runs of one scenario. */
interface ScenarioOutcome {
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
