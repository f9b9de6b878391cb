import type { FloodFinding } from './floods.ts'
import type { FuzzResult } from './fuzz.ts'
import { describeLeftovers, type Stored } from './leftovers.ts'
import { describeLiveObjects } from './live-objects.ts'
import type { SoakResult } from './soak.ts'

/** All that a churn measured. */
export interface ChurnFindings {
  /** What each flood did to others; none when nothing was flooded. */
  floods: readonly FloodFinding[]
  fuzz: FuzzResult
  soak: SoakResult
  /** Attacks that were made while people were there; undefined when none had to be. */
  attacks: number | undefined
  server: {
    /** Whether it ran to the end. */
    isRunning: boolean
    /** What it logged as an error, dying workers aside. */
    errors: string[]
    /** Workers that died, killed ones included. */
    workersDied: number
    /** What is in its database afterwards. */
    stored: Stored
  }
}

/** Everything that is wrong, in words; nothing when all is well. */
export function findTrouble({ floods, fuzz, soak, attacks, server }: ChurnFindings): string[] {
  const { internal = 0 } = fuzz.answers
  const crashed = server.workersDied - soak.workersKilled
  const isUsed = fuzz.sent > 0 || soak.seconds > 0
  const found: [isTrouble: boolean, what: string][] = [
    [!server.isRunning, 'the server ended'],
    [server.errors.length > 0, `${server.errors.length} errors in the log: ${server.errors[0]}`],
    [crashed > 0, `${crashed} media workers died that nobody killed`],
    [fuzz.unanswered.length > 0, `${fuzz.unanswered.length} random requests got no answer`],
    [fuzz.disconnects > 0, `${fuzz.disconnects} random requests lost their connection`],
    [internal > 0, `${internal} random requests were answered with "internal"`],
    [soak.killsWorkers && soak.workersKilled === 0, 'no media worker was killed'],
    [attacks === 0, 'nobody was attacked'],
    [soak.seatsLost > 0, `${soak.seatsLost} seats were lost`],
    [server.stored.seats > 0, `${server.stored.seats} seats are left in the database`],
    [isUsed && server.stored.rooms === 0, 'the database was not used'],
  ]
  return [
    ...found.filter(([isTrouble]) => isTrouble).map(([, what]) => what),
    ...floods.flatMap(({ trouble, slow }) => [...trouble, ...slow]),
    ...Object.entries(soak.failures).map(([action, count]) => `${action} failed ${count} times`),
    ...describeLeftovers(soak.leftovers),
    ...(soak.alive ? describeLiveObjects(soak.alive) : ['nobody looked at what is held in memory']),
    ...(soak.memory?.broken ?? ['the memory was not measured']),
  ]
}
