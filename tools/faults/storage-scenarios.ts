import { DatabaseSync } from 'node:sqlite'
import { waitFor } from '../harness/wait-for.ts'
import { interruption, NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Scenario, Observation, RunContext } from './scenario.ts'
import { waitForSeededMoment } from './moment.ts'
import { takeBaseline, observe, PACKET_COUNTERS } from './observe.ts'
import { findPorts } from './ports.ts'
import type { Server } from './server.ts'

const PATIENCE_MS = 15_000
const BEHIND = 'plenary_storage_writes_behind'

/** Whether the log has a line since an earlier moment that matches. */
function says(server: Server, since: number, pattern: RegExp): boolean {
  return server.log.slice(since).some(({ msg }) => pattern.test(msg))
}

async function fillDisk({ fixture, random }: RunContext): Promise<Observation> {
  const { server, disk } = fixture
  const meeting = await fixture.meeting()
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  const logged = server.log.length
  disk.fill()
  try {
    const text = `full ${random()}`
    await meeting.bob.sendChat(text)
    await meeting.ada.waitForChat(text)
    // The database may have room left in its own pages.
    await waitFor(
      async () => {
        await meeting.bob.sendChat(`more ${random()} ${'x'.repeat(1500)}`)
        return (await server.metric(BEHIND)) > 0
          ? undefined
          : 'everything is stored, although the disk is full'
      },
      { timeoutMs: PATIENCE_MS, intervalMs: 500 },
    )
    const isLogged = says(server, logged, /cannot store/)
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      counters: PACKET_COUNTERS,
    })
    disk.free()
    await waitFor(async () => ((await server.metric(BEHIND)) === 0 ? undefined : 'writes still wait'), {
      timeoutMs: PATIENCE_MS,
    })
    return { measures: { ...measures, operatorNotTold: isLogged ? 0 : 1 }, ...rest }
  } finally {
    disk.free()
  }
}

async function lockDatabase({ fixture, random }: RunContext): Promise<Observation> {
  const { server, storageFile } = fixture
  const meeting = await fixture.meeting()
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  const wasLocked = tryToLock(storageFile)
  // A second server on the same file serves, and says that it keeps nothing.
  const { server: port, media } = await findPorts()
  const second = fixture.secondServer(port, media)
  try {
    await second.start()
    const isTold = says(second, 0, /another server uses the storage/)
    const text = `locked ${random()}`
    await meeting.bob.sendChat(text)
    await meeting.ada.waitForChat(text)
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      counters: PACKET_COUNTERS,
    })
    return {
      measures: {
        ...measures,
        intruders: wasLocked ? 1 : 0,
        operatorNotTold: isTold ? 0 : 1,
        writesBehind: await server.metric(BEHIND),
      },
      ...rest,
    }
  } finally {
    await second.kill()
  }
}

/** Whether another process can lock the database of a running server. */
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
export const STORAGE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'disk-full',
    title: 'Disk full',
    promise: 'the meeting goes on, the operator is told, everything is stored once there is room',
    needs: ['mount'],
    fixture: { tinyDisk: true },
    checks: [
      interruption('max', UNNOTICED_MS),
      { measure: 'operatorNotTold', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    run: fillDisk,
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
    run: lockDatabase,
  },
]
