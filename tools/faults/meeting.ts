import { waitFor } from '../harness/wait-for.ts'
import type { Person } from './browser-client.ts'
import { DISCONNECTED, type Counter, type Sample } from './sample.ts'
import { isFlowing } from './series.ts'

// Long enough to see that a repair was the last one.
const FLOW_MS = 1500
const FLOW_TIMEOUT_MS = 20_000
/** The same before everything was there for the first time. */
const BROKEN: ReadonlySet<string> = new Set(['', 'connecting', ...DISCONNECTED])
const LOOK_MS = 150

/** Two people who see and hear each other; the faults happen to Ada. */
export class Meeting {
  readonly room: string
  readonly ada: Person
  readonly bob: Person

  constructor(room: string, ada: Person, bob: Person) {
    this.room = room
    this.ada = ada
    this.bob = bob
  }

  get people(): readonly [Person, Person] {
    return [this.ada, this.bob]
  }

  /**
   * Waits until both have seen and heard each other for a while without an interruption.
   *
   * @param since - what came before this moment does not count
   */
  async flows(timeoutMs = FLOW_TIMEOUT_MS, since = 0): Promise<void> {
    await waitFor(
      async () => {
        const reasons = await Promise.all(this.people.map((person) => whyStill(person, since)))
        return reasons.find((reason) => reason !== undefined)
      },
      { timeout: timeoutMs, interval: LOOK_MS },
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.people.map(async (person) => await person.close()))
  }
}

/** Why somebody does not see and hear the other; undefined when they do. */
async function whyStill(person: Person, since: number): Promise<string | undefined> {
  const { samples } = await person.seen(Math.max(since, Date.now() - 2 * FLOW_MS))
  const last: Sample | undefined = samples.at(-1)
  if (!last) return `the page of ${person.name} records nothing`
  if (BROKEN.has(last.status)) return `the page of ${person.name} is ${last.status || 'not in the meeting'}`
  const missing = (['audioPackets', 'audioHeard', 'framesDecoded'] satisfies Counter[]).find(
    (counter) => !isFlowing(samples, counter, FLOW_MS),
  )
  return missing && `${missing} of ${person.name} stand still`
}
