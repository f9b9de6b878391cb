import { DatabaseSync } from 'node:sqlite'
import { waitFor } from '../harness/wait-for.ts'
import { interruption, NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Fault, Observation, Scene } from './scenario.ts'
import { seededMoment } from './moment.ts'
import { lookBefore, observe, PACKETS } from './observe.ts'
import { findPorts } from './ports.ts'
import type { Server } from './server.ts'

const PATIENCE_MS = 15_000
const BEHIND = 'plenary_storage_writes_behind'

/** Whether the log has a line since an earlier moment that matches. */
function says(server: Server, since: number, pattern: RegExp): boolean {
  return server.log.slice(since).some(({ msg }) => pattern.test(msg))
}

async function fillDisk({ stage, random }: Scene): Promise<Observation> {
  const { server, disk } = stage
  const meeting = await stage.meeting()
  await seededMoment(random)
  const before = await lookBefore(meeting)
  const logged = server.log.length
  disk.fill()
  try {
    const text = `full ${random()}`
    await meeting.bob.say(text)
    await meeting.ada.reads(text)
    // The database may have room left in its own pages.
    await waitFor(
      async () => {
        await meeting.bob.say(`more ${random()} ${'x'.repeat(1500)}`)
        return (await server.metric(BEHIND)) > 0
          ? undefined
          : 'everything is stored, although the disk is full'
      },
      { timeout: PATIENCE_MS, interval: 500 },
    )
    const isLogged = says(server, logged, /cannot store/)
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      counters: PACKETS,
    })
    disk.free()
    await waitFor(async () => ((await server.metric(BEHIND)) === 0 ? undefined : 'writes still wait'), {
      timeout: PATIENCE_MS,
    })
    return { measures: { ...measures, operatorNotTold: isLogged ? 0 : 1 }, ...rest }
  } finally {
    disk.free()
  }
}

async function lockDatabase({ stage, random }: Scene): Promise<Observation> {
  const { server, storageFile } = stage
  const meeting = await stage.meeting()
  await seededMoment(random)
  const before = await lookBefore(meeting)
  const intruded = tryToLock(storageFile)
  // A second server on the same file serves, and says that it keeps nothing.
  const { server: port, media } = await findPorts()
  const rival = stage.rival(port, media)
  try {
    await rival.start()
    const isTold = says(rival, 0, /another server uses the storage/)
    const text = `locked ${random()}`
    await meeting.bob.say(text)
    await meeting.ada.reads(text)
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      counters: PACKETS,
    })
    return {
      measures: {
        ...measures,
        intruders: intruded ? 1 : 0,
        operatorNotTold: isTold ? 0 : 1,
        writesBehind: await server.metric(BEHIND),
      },
      ...rest,
    }
  } finally {
    await rival.kill()
  }
}

/** Whether somebody else can take the database of a running server. */
function tryToLock(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    database.exec('ROLLBACK')
    return true
  } catch {
    return false
  } finally {
    database.close()
  }
}

/** What happens to what is stored. */
export const STORAGE_FAULTS: readonly Fault[] = [
  {
    name: 'disk-full',
    title: 'Disk full',
    promise: 'the meeting goes on, the operator is told, everything is stored once there is room',
    needs: ['mount'],
    staging: { tinyDisk: true },
    checks: [
      interruption('max', UNNOTICED_MS),
      { measure: 'operatorNotTold', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    rehearse: fillDisk,
  },
  {
    name: 'database-locked',
    title: 'Database wanted by somebody else',
    promise: 'nobody else gets it, the meeting goes on, whoever wanted it is told',
    needs: [],
    checks: [
      interruption('max', UNNOTICED_MS),
      { measure: 'intruders', statistic: 'max', atMost: 0 },
      { measure: 'operatorNotTold', statistic: 'max', atMost: 0 },
      { measure: 'writesBehind', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    rehearse: lockDatabase,
  },
]
