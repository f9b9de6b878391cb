import { setTimeout as delay } from 'node:timers/promises'
import { nativeCapabilities } from '../native-peer/rtp-capabilities.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { interruption, NOBODY_LOST, UNNOTICED_MS } from './checks.ts'
import type { Scenario, Observation, RunContext } from './scenario.ts'
import { waitForSeededMoment } from './moment.ts'
import { takeBaseline, observe, PACKET_COUNTERS } from './observe.ts'

const PATIENCE_MS = 15_000

/** Takes a seat without opening a transport. */
async function joinWithoutMedia(url: string, room: string, name: string): Promise<SignalingClient> {
  const client = await SignalingClient.connect(url)
  const rtpCapabilities = nativeCapabilities(client.welcome.rtpCapabilities)
  await client.request('room:join', { room, name, rtpCapabilities })
  return client
}

function cutSignaling(cutMs: number): Scenario['run'] {
  return async ({ fixture, random }: RunContext): Promise<Observation> => {
    const meeting = await fixture.meeting()
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    const name = `Guest ${Math.floor(random() * 1e6)}`
    fixture.cable.cut()
    const newcomer = await joinWithoutMedia(fixture.server.origin, meeting.room, name)
    try {
      await delay(cutMs)
      const mendedAt = Date.now()
      fixture.cable.mend()
      // The page must know that it is connected again, and show who joined meanwhile.
      const correctAt = await meeting.ada
        .waitForSample(mendedAt, ({ status, seats }) => {
          if (status !== 'connected') return `status ${status}`
          return seats[name] === undefined ? 'whoever came meanwhile is not shown' : undefined
        })
        .catch(() => mendedAt + PATIENCE_MS)
      const { measures, ...rest } = await observe(meeting, before, {
        patienceMs: PATIENCE_MS,
        counters: PACKET_COUNTERS,
      })
      return { measures: { ...measures, stateCorrectMs: correctAt - mendedAt }, ...rest }
    } finally {
      await newcomer.request('room:leave', {}).catch(() => undefined)
      newcomer.close()
    }
  }
}

async function reloadPage({ fixture, random }: RunContext): Promise<Observation> {
  const meeting = await fixture.meeting()
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  await meeting.ada.page.reload()
  const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS })
  const { samples } = await meeting.bob.recording(before.at)
  // A seat twice would be a ghost.
  const most = Math.max(...samples.map(({ seats }) => Object.keys(seats).length))
  return {
    // That Ada's page was loaded again is the fault itself.
    measures: { ...measures, reloads: measures.reloads === 1 ? 0 : 1, ghosts: Math.max(0, most - 2) },
    ...rest,
    noticed: rest.noticed.filter((text) => text !== 'page reloaded'),
  }
}

/** What happens to the signaling connection alone. */
export const SIGNALING_SCENARIOS: readonly Scenario[] = [
  {
    name: 'signaling-cut',
    title: 'Signaling cut for 5 s',
    promise: 'media gap 0 s; state correct within 1 s of the return',
    needs: [],
    fixture: { cable: true },
    checks: [
      interruption('max', UNNOTICED_MS),
      { measure: 'stateCorrectMs', statistic: 'max', atMost: 1000 },
      ...NOBODY_LOST,
    ],
    run: cutSignaling(5000),
  },
  {
    name: 'signaling-cut-20',
    title: 'Signaling cut for 20 s',
    promise: 'media gap 0 s; state correct within 2 s of the return',
    needs: [],
    fixture: { cable: true },
    checks: [
      interruption('max', UNNOTICED_MS),
      { measure: 'stateCorrectMs', statistic: 'max', atMost: 2000 },
      ...NOBODY_LOST,
    ],
    run: cutSignaling(20_000),
  },
  {
    name: 'page-reloaded',
    title: 'Page reloaded (F5)',
    promise: 'same seat, no ghost, media back: p95 <= 5 s',
    needs: [],
    checks: [interruption('p95', 5000), { measure: 'ghosts', statistic: 'max', atMost: 0 }, ...NOBODY_LOST],
    run: reloadPage,
  },
]
