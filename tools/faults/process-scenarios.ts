import { setTimeout as delay } from 'node:timers/promises'
import { NativePeer } from '../native-peer/native-peer.ts'
import { waitFor } from '../harness/wait-for.ts'
import { CONNECTED, interruption, NOBODY_LOST } from './checks.ts'
import type { Scenario, Observation, RunContext } from './scenario.ts'
import type { Meeting } from './meeting.ts'
import { waitForSeededMoment } from './moment.ts'
import { takeBaseline, observe, PACKET_COUNTERS } from './observe.ts'
import { OtherRoom } from './other-room.ts'
import type { Random } from '../harness/random.ts'
import type { Server } from './server.ts'

const PATIENCE_MS = 30_000
const DOWN_MS = 3000
const BLOCKED_MS = 2000
const ATTEMPTS = 10
const WORKERS = 2
const REPLACEMENT_MS = 90_000

/** The worker that carries a whole meeting, once nobody else is there; undefined when several do. */
async function workerOf(server: Server, { clients }: Meeting): Promise<number | undefined> {
  await waitFor(async () => {
    const counts = [...(await server.workers()).values()]
    return counts.reduce((sum, count) => sum + count, 0) === clients.length
      ? undefined
      : 'somebody else is there'
  })
  return [...(await server.workers())].find(([, participants]) => participants === clients.length)?.[0]
}

/** Opens a second room on another worker than this one. The server places rooms by measured CPU. */
async function openElsewhere(server: Server, pid: number, random: Random): Promise<OtherRoom> {
  // A worker that dies again and again is replaced less and less quickly.
  await waitFor(
    async () => ((await server.workers()).size === WORKERS ? undefined : 'the dead worker is not replaced'),
    { timeoutMs: REPLACEMENT_MS, intervalMs: 200 },
  )
  const before = (await server.workers()).get(pid)
  const isAlone = async (): Promise<boolean> => (await server.workers()).get(pid) === before
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const other = await OtherRoom.open(server.origin, `other-${Math.floor(random() * 1e6)}`)
    if (await isAlone()) return other
    other.close()
    await waitFor(async () => ((await isAlone()) ? undefined : 'the second room does not end'))
  }
  throw new Error(`The server put ${ATTEMPTS} rooms on the same worker, one after another.`)
}

async function killWorker({ fixture, random }: RunContext): Promise<Observation> {
  const { server } = fixture
  let meeting = await fixture.meeting()
  // The run before may have left its clients on two workers.
  if ((await workerOf(server, meeting)) === undefined) meeting = await fixture.newMeeting()
  const pid = await workerOf(server, meeting)
  if (pid === undefined) throw new Error('The meeting is spread over several workers.')
  const other = await openElsewhere(server, pid, random)
  try {
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    other.begin()
    process.kill(pid, 'SIGKILL')
    const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS })
    const harm = other.end()
    other.close()
    const isSplit = (await workerOf(server, meeting)) === undefined
    return { measures: { ...measures, ...harm, roomsSplitAfterwards: isSplit ? 1 : 0 }, ...rest }
  } finally {
    other.close()
  }
}

async function killServer({ fixture, random }: RunContext): Promise<Observation> {
  const { server } = fixture
  const meeting = await fixture.meeting()
  await waitForSeededMoment(random)
  const [earlier, later] = [`before ${random()}`, `after ${random()}`]
  await meeting.bob.sendChat(earlier)
  await meeting.ada.waitForChat(earlier)
  const before = await takeBaseline(meeting)
  await server.kill()
  await delay(DOWN_MS)
  const startedAt = Date.now()
  await server.start()
  const readyAt = Date.now()
  const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS })
  const interruptionMs = measures.interruptionMs ?? Number.NaN
  const since = (at: number): number => Math.max(0, before.at + interruptionMs - at)
  await meeting.bob.sendChat(later)
  await meeting.ada.waitForChat(later)
  const lost = await findLostChat(server, meeting, [earlier, later])
  return {
    measures: {
      ...measures,
      afterRestartMs: since(startedAt),
      afterReadyMs: since(readyAt),
      chatsLost: lost.length,
    },
    ...rest,
  }
}

/** Texts that a newcomer does not get. Pages that were there before show them whatever the server kept. */
async function findLostChat(server: Server, { room }: Meeting, texts: readonly string[]): Promise<string[]> {
  const newcomer = await NativePeer.join({ url: server.origin, room, name: 'Carol' })
  try {
    await waitFor(() => (newcomer.chat.caughtUp ? undefined : 'the newcomer is not told the earlier chat'))
    return texts.filter((text) => !newcomer.chat.texts.includes(text))
  } finally {
    await newcomer.leave().catch(() => undefined)
    newcomer.close()
  }
}

async function blockEventLoop({ fixture, random }: RunContext): Promise<Observation> {
  const meeting = await fixture.meeting()
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  fixture.server.signal('SIGSTOP')
  try {
    await delay(BLOCKED_MS)
  } finally {
    fixture.server.signal('SIGCONT')
  }
  return await observe(meeting, before, { patienceMs: PATIENCE_MS, counters: PACKET_COUNTERS })
}

async function stopBrowser({ fixture, random }: RunContext): Promise<Observation> {
  const meeting = await fixture.meeting()
  const other = await OtherRoom.open(fixture.server.origin, meeting.room)
  try {
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    const pids = await fixture.namespaces.processes('ada')
    other.begin()
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    try {
      await delay(5000)
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
    const wokeAt = Date.now()
    const { measures, ...rest } = await observe(meeting, before, {
      patienceMs: PATIENCE_MS,
      stoppedUntil: { [meeting.ada.name]: wokeAt },
    })
    const afterMs = Math.max(0, (measures.interruptionMs ?? 0) - (wokeAt - before.at))
    return { measures: { ...measures, afterReturnMs: afterMs, ...other.end() }, ...rest }
  } finally {
    other.close()
  }
}

/** What happens to processes. */
export const PROCESS_SCENARIOS: readonly Scenario[] = [
  {
    name: 'worker-killed',
    title: 'One media worker killed (-9)',
    promise:
      'everybody in its rooms sees and hears again: p50 <= 1 s, p95 <= 2 s, no reload, no seat lost; other rooms lose no packet',
    needs: [],
    fixture: { workers: WORKERS },
    checks: [
      interruption('p50', 1000),
      interruption('p95', 2000),
      { measure: 'otherRoomPacketsLost', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    run: killWorker,
  },
  {
    name: 'server-killed',
    title: 'Server killed (-9), restarted after 3 s',
    promise: 'same seats, same chat, media within 5 s of the restart',
    needs: [],
    checks: [
      { measure: 'afterRestartMs', statistic: 'p95', atMost: 5000 },
      { measure: 'chatsLost', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    run: killServer,
  },
  {
    name: 'event-loop-blocked',
    title: 'Event loop blocked for 2 s',
    promise: 'nobody is dropped',
    needs: [],
    checks: [CONNECTED, ...NOBODY_LOST],
    run: blockEventLoop,
  },
  {
    name: 'browser-stopped',
    title: "A person's computer stands still for 5 s",
    promise: 'others lose no packet; same seat; media within 3 s of its return',
    needs: ['namespaces'],
    checks: [
      { measure: 'otherRoomPacketsLost', statistic: 'max', atMost: 0 },
      { measure: 'afterReturnMs', statistic: 'p95', atMost: 3000 },
      ...NOBODY_LOST,
    ],
    run: stopBrowser,
  },
]
