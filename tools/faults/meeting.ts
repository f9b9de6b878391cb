import { waitFor } from '../harness/wait-for.ts'
import type { BrowserClient } from './browser-client.ts'
import { DISCONNECTED, type Counter, type Sample } from './sample.ts'
import { isFlowing } from './series.ts'

// Media that flows for so long is not interrupted by a second repair.
const FLOW_MS = 1500
const FLOW_TIMEOUT_MS = 20_000
/** Statuses of a page whose meeting does not work, those before the join included. */
const BROKEN: ReadonlySet<string> = new Set(['', 'connecting', ...DISCONNECTED])
const LOOK_MS = 150

/** Two clients that see and hear each other; faults happen to the one named Ada. */
export class Meeting {
  readonly room: string
  readonly ada: BrowserClient
  readonly bob: BrowserClient

  constructor(room: string, ada: BrowserClient, bob: BrowserClient) {
    this.room = room
    this.ada = ada
    this.bob = bob
  }

  get clients(): readonly [BrowserClient, BrowserClient] {
    return [this.ada, this.bob]
  }

  /**
   * Waits until media has flowed in both directions for 1.5 s without an interruption.
   *
   * @param since - what came before this moment does not count
   */
  async waitUntilFlowing(timeoutMs = FLOW_TIMEOUT_MS, since = 0): Promise<void> {
    await waitFor(
      async () => {
        const reasons = await Promise.all(this.clients.map((client) => whyNotFlowing(client, since)))
        return reasons.find((reason) => reason !== undefined)
      },
      { timeoutMs, intervalMs: LOOK_MS },
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map(async (client) => await client.close()))
  }
}

/** Why a client does not see and hear the other one; undefined when it does. */
async function whyNotFlowing(client: BrowserClient, since: number): Promise<string | undefined> {
  const { samples } = await client.recording(Math.max(since, Date.now() - 2 * FLOW_MS))
  const last: Sample | undefined = samples.at(-1)
  if (!last) return `the page of ${client.name} records nothing`
  if (BROKEN.has(last.status)) return `the page of ${client.name} is ${last.status || 'not in the meeting'}`
  const missing = (['audioPackets', 'audioHeard', 'framesDecoded'] satisfies Counter[]).find(
    (counter) => !isFlowing(samples, counter, FLOW_MS),
  )
  return missing && `${missing} of ${client.name} stand still`
}
