import { setTimeout as delay } from 'node:timers/promises'
import { NativePeer } from '../native-peer/native-peer.ts'
import { waitFor } from '../harness/wait-for.ts'
import { interruption, NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Scenario, Observation, RunContext } from './scenario.ts'
import { waitForSeededMoment } from './moment.ts'
import { takeBaseline, observe, PACKET_COUNTERS } from './observe.ts'

const PATIENCE_MS = 15_000
const DRAIN_SECONDS = 120
const DRAINING_MS = 4000
const GHOST_MS = 10_000

/** The server is asked to stop while people meet; they go on until they are done. */
async function drain({ fixture, random }: RunContext): Promise<Observation> {
  const { server } = fixture
  const meeting = await fixture.newMeeting()
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  server.signal('SIGTERM')
  await delay(DRAINING_MS)
  const isOpenToStrangers = await NativePeer.join({ url: server.origin, room: 'another', name: 'Eve' }).then(
    (eve) => (eve.close(), true),
    () => false,
  )
  const { measures, ...rest } = await observe(meeting, before, {
    patienceMs: PATIENCE_MS,
    counters: PACKET_COUNTERS,
  })
  await meeting.bob.leave()
  await meeting.ada.leave()
  const leftAt = Date.now()
  const code = await server.exited(PATIENCE_MS)
  const exitMs = Date.now() - leftAt
  await fixture.endMeeting()
  await server.start()
  return {
    ...rest,
    measures: {
      ...measures,
      exitMs,
      newRoomsTaken: isOpenToStrangers ? 1 : 0,
      badExits: code === 0 ? 0 : 1,
    },
  }
}

/** A participant takes its own seat on a new connection while the former one still lives. */
async function takeOver({ fixture, random }: RunContext): Promise<Observation> {
  const meeting = await fixture.meeting()
  const name = `Eve ${Math.floor(random() * 1e6)}`
  const seat = { url: fixture.server.origin, room: meeting.room, name }
  const former = await NativePeer.join(seat)
  try {
    await meeting.ada.waitForSample(Date.now(), ({ seats }) =>
      seats[name] ? undefined : `${name} is not shown`,
    )
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    const next = await NativePeer.join({ ...seat, resumeToken: former.resumeToken })
    try {
      await waitFor(() => (former.ended ? undefined : 'the former connection was not told'))
      const { measures, ...rest } = await observe(meeting, before, {
        patienceMs: PATIENCE_MS,
        counters: PACKET_COUNTERS,
      })
      const ghosts = (await fixture.server.metric('plenary_participants')) - meeting.clients.length - 1
      return { ...rest, measures: { ...measures, ghosts, seatsChanged: next.id === former.id ? 0 : 1 } }
    } finally {
      await next.leave()
      next.close()
    }
  } finally {
    former.close()
    await meeting.ada.waitForSample(
      Date.now(),
      ({ seats }) => (seats[name] ? `${name} is still shown` : undefined),
      GHOST_MS,
    )
  }
}

/** What operators and participants do on purpose. */
export const OPERATOR_SCENARIOS: readonly Scenario[] = [
  {
    name: 'drain',
    title: 'Server asked to stop (SIGTERM) while people meet',
    promise: 'media gap 0 s, new rooms refused, ends within 1 s of the last leave with code 0',
    needs: [],
    fixture: { drainSeconds: DRAIN_SECONDS },
    checks: [
      interruption('max', UNNOTICED_MS),
      { measure: 'newRoomsTaken', statistic: 'max', atMost: 0 },
      { measure: 'exitMs', statistic: 'p95', atMost: 1000 },
      { measure: 'badExits', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    run: drain,
  },
  {
    name: 'seat-taken-over',
    title: 'Seat taken on a new connection while the former one lives',
    promise: 'one seat, no ghost, others notice nothing',
    needs: [],
    checks: [
      interruption('max', UNNOTICED_MS),
      { measure: 'ghosts', statistic: 'max', atMost: 0 },
      { measure: 'seatsChanged', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    run: takeOver,
  },
]
