import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { factorOf, timeWork } from '../harness/machine-speed.ts'
import { waitFor } from '../harness/wait-for.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { nativeCapabilities } from '../native-peer/rtp-capabilities.ts'
import { BYSTANDERS, type BystanderReport } from './bystander-report.ts'
import { createChoices } from './choices.ts'
import type { FloodOutcome } from './flood.ts'
import { FLOODS, mustBeStopped } from './flood-attacks.ts'

/** What is flooded, and for how long. */
export interface FloodOptions {
  /** Origin of the server, which listens on loopback. */
  url: string
  /** Process of the server. */
  pid: number
  /** How long each attack lasts. */
  secondsEach: number
  /** The same seed does the same. */
  seed: number
  /** Names of attacks; all of them if absent. */
  only?: readonly string[]
  progress?: (line: string) => void
}

/** What one attack did to others. */
export interface FloodFinding extends FloodOutcome {
  attack: string
  /** Answers to the ping of somebody else, in milliseconds. */
  pings: number
  pingP50: number
  pingP99: number
  pingMax: number
  /** By how much the memory of the server grew at most, in MB. */
  grownMb: number
  /** What is wrong, in words. */
  trouble: string[]
  /** Why others waited too long, in words; a busy machine alone makes them wait. */
  slow: string[]
}

/** Longest that others may wait for an answer while the server is attacked, in milliseconds, at p99. */
const PING_P99_MAX_MS = 100
/** By how much the memory of the server may grow meanwhile, in MB. */
const GROWN_MAX_MB = 200
const LOOK_MS = 100

/** Attacks a server in every way, one after another, while somebody else sits in a room. */
export async function runFloods(options: FloodOptions): Promise<FloodFinding[]> {
  const { url, only, progress } = options
  const client = await SignalingClient.connect(url)
  const rtpCapabilities = nativeCapabilities(client.welcome.rtpCapabilities)
  client.close()
  const child = fork(fileURLToPath(new URL('bystander.ts', import.meta.url)), [url])
  try {
    await waitFor('somebody sits in a room', once(child, 'message'))
    const findings: FloodFinding[] = []
    for (const [index, [attack, flood]] of Object.entries(FLOODS).entries()) {
      if (only && !only.includes(attack)) continue
      progress?.(`flood: ${attack}`)
      const until = performance.now() + options.secondsEach * 1000
      const choices = createChoices(options.seed)
      findings.push(
        await watch(child, options, attack, async () => {
          return await flood({
            url,
            from: attackerOf(index),
            room: BYSTANDERS,
            rtpCapabilities,
            choices,
            until,
          })
        }),
      )
    }
    return findings
  } finally {
    child.kill('SIGKILL')
  }
}

/** Another address of the loopback network for each attack, so that each begins with all that one may do. */
export function attackerOf(index: number): string {
  return `127.0.0.${index + 2}`
}

async function watch(
  child: ChildProcess,
  { pid, secondsEach }: Pick<FloodOptions, 'pid' | 'secondsEach'>,
  attack: string,
  run: () => Promise<FloodOutcome>,
): Promise<FloodFinding> {
  await report(child)
  const before = residentMb(pid)
  let largest = before
  const look = setInterval(() => (largest = Math.max(largest, residentMb(pid))), LOOK_MS)
  const outcome = await run().finally(() => clearInterval(look))
  const { pings, isWell } = await report(child)
  const sorted = pings.toSorted((a, b) => a - b)
  const at = (share: number): number => round(sorted[Math.ceil(sorted.length * share) - 1] ?? Infinity)
  const finding = {
    attack,
    ...outcome,
    pings: pings.length,
    pingP50: at(0.5),
    pingP99: at(0.99),
    pingMax: at(1),
    grownMb: round(largest - before),
  }
  return { ...finding, trouble: judge(finding, isWell, secondsEach), slow: judgePings(finding) }
}

function judge(finding: Omit<FloodFinding, 'trouble' | 'slow'>, isWell: boolean, seconds: number): string[] {
  const { attack, grownMb, opened, stopped } = finding
  return [
    ...(opened > 0 ? [] : [`${attack} never began`]),
    ...(isWell ? [] : [`${attack} cost somebody else the seat or an answer`]),
    ...(grownMb > GROWN_MAX_MB ? [`${attack} took ${grownMb} MB of memory`] : []),
    ...(stopped === 0 && mustBeStopped(attack, seconds) ? [`${attack} was not stopped`] : []),
  ]
}

function judgePings({ attack, pingP99 }: Omit<FloodFinding, 'trouble' | 'slow'>): string[] {
  // What waits for a busy machine is not the server's doing.
  const longest = Math.round(PING_P99_MAX_MS * factorOf(timeWork()))
  return pingP99 > longest ? [`${attack} made others wait ${pingP99} ms at p99, more than ${longest}`] : []
}

async function report(child: ChildProcess): Promise<BystanderReport> {
  const answer = once(child, 'message') as Promise<[BystanderReport]>
  child.send('report')
  const [found] = await waitFor('the report of the bystander', answer, { timeoutMs: 30_000 })
  return found
}

function residentMb(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024
  } catch {
    return Infinity
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
