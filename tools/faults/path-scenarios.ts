import { setTimeout as delay } from 'node:timers/promises'
import { interruption, NOBODY_LOST } from './checks.ts'
import type { Scenario, Observation, RunContext } from './scenario.ts'
import { Meeting } from './meeting.ts'
import { waitForSeededMoment } from './moment.ts'
import { takeBaseline, observe } from './observe.ts'
import type { Fixture } from './fixture.ts'

const PATIENCE_MS = 30_000

/** A meeting whose media goes over UDP. A client that changed to TCP stays there, so it gets a new one. */
async function datagramMeeting(fixture: Fixture): Promise<Meeting> {
  const meeting = await fixture.meeting()
  const { samples } = await meeting.ada.recording(Date.now() - 1000)
  const paths = samples.at(-1)?.paths ?? []
  return paths.every((path) => path === 'udp') ? meeting : await fixture.newMeeting()
}

/** @param isOffered - whether the second network is in range before the first one goes */
function moveToOtherNetwork(isOffered: boolean): Scenario['run'] {
  return async ({ fixture, random }) => {
    // A browser that has moved before knows both networks, and behaves differently.
    await fixture.renewBrowser('ada')
    await fixture.namespaces.moveAdaToFirstNetwork()
    const meeting = await fixture.newMeeting()
    if (isOffered) await meeting.ada.waitForAddress(await fixture.namespaces.offerSecondNetwork())
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    await fixture.namespaces.moveAdaToSecondNetwork()
    const faultAt = Date.now()
    const knownAt = meeting.ada.waitForAddress(fixture.namespaces.adaAddress)
    const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS, faultAt })
    const browserMs = Math.max(0, (await knownAt) - faultAt)
    return { measures: { ...measures, browserNoticedMs: browserMs }, ...rest }
  }
}

async function rebindPorts({ fixture, random }: RunContext): Promise<Observation> {
  const meeting = await datagramMeeting(fixture)
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  const ports = await fixture.relay.rebind(fixture.namespaces.adaAddress)
  if (ports === 0) throw new Error('No media of Ada goes through the relay.')
  return await observe(meeting, before, { patienceMs: PATIENCE_MS })
}

async function dropDatagrams({ fixture, random }: RunContext): Promise<Observation> {
  // A client that is on TCP stays there.
  const meeting = await fixture.newMeeting()
  await waitForSeededMoment(random)
  const before = await takeBaseline(meeting)
  await fixture.namespaces.dropPacketsOfAda('udp')
  try {
    const observation = await observe(meeting, before, { patienceMs: PATIENCE_MS })
    const { samples } = await meeting.ada.recording(before.at)
    const paths = samples.at(-1)?.paths ?? []
    return {
      ...observation,
      measures: { ...observation.measures, pathsNotOnTcp: paths.filter((path) => path !== 'tcp').length },
    }
  } finally {
    await fixture.namespaces.stopDropping()
    await fixture.endMeeting()
  }
}

async function joinWithoutDatagrams({ fixture }: RunContext): Promise<Observation> {
  await fixture.endMeeting()
  await fixture.namespaces.dropPacketsOfAda('udp')
  try {
    const bob = await fixture.openPage('bob', 'Bob')
    await bob.join()
    const ada = await fixture.openPage('ada', 'Ada')
    const meeting = new Meeting('', ada, bob)
    fixture.adopt(meeting)
    const pressedAt = Date.now()
    await ada.join()
    // Both directions: she sees and hears, and is seen and heard.
    const playing = await Promise.all(
      meeting.clients.map(async (client) => {
        return await client.waitForSample(
          pressedAt,
          ({ audioHeard, framesDecoded }) =>
            audioHeard > 0 && framesDecoded > 0 ? undefined : 'nothing plays yet',
          PATIENCE_MS,
        )
      }),
    )
    return { measures: { interruptionMs: Math.max(...playing) - pressedAt }, noticed: [] }
  } finally {
    await fixture.namespaces.stopDropping()
    await fixture.endMeeting()
  }
}

function blackhole(forMs: number): Scenario['run'] {
  return async ({ fixture, random }) => {
    const meeting = await datagramMeeting(fixture)
    await waitForSeededMoment(random)
    const before = await takeBaseline(meeting)
    await fixture.namespaces.dropPacketsOfAda('all')
    try {
      await delay(forMs)
    } finally {
      await fixture.namespaces.stopDropping()
    }
    const backAt = Date.now()
    const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS })
    const afterMs = Math.max(0, (measures.interruptionMs ?? 0) - (backAt - before.at))
    return { measures: { ...measures, afterReturnMs: afterMs }, ...rest }
  }
}

/** What happens to the network path between a client and the server. */
export const PATH_SCENARIOS: readonly Scenario[] = [
  {
    name: 'address-change',
    title: 'Client IP changes',
    promise: 'p95 <= 2 s after the new path exists',
    needs: ['namespaces'],
    checks: [interruption('p95', 2000), ...NOBODY_LOST],
    run: moveToOtherNetwork(true),
  },
  {
    name: 'address-change-unknown',
    title: 'Client IP changes, to a network that is there only then',
    promise: 'p95 <= 2 s after the new path exists',
    needs: ['namespaces'],
    checks: [interruption('p95', 2000), ...NOBODY_LOST],
    run: moveToOtherNetwork(false),
  },
  {
    name: 'nat-rebinding',
    title: 'NAT rebinding',
    promise: 'p50 <= 2 s, p95 <= 3.5 s (browsers check a stable pair every 2.5 s)',
    needs: ['namespaces'],
    fixture: { relay: true },
    checks: [interruption('p50', 2000), interruption('p95', 3500), ...NOBODY_LOST],
    run: rebindPorts,
  },
  {
    name: 'udp-dropped',
    title: 'UDP dropped in mid-call',
    promise: 'on TCP within 5 s',
    needs: ['namespaces', 'iptables'],
    checks: [
      interruption('max', 5000),
      { measure: 'pathsNotOnTcp', statistic: 'max', atMost: 0 },
      ...NOBODY_LOST,
    ],
    run: dropDatagrams,
  },
  {
    name: 'udp-blocked',
    title: 'UDP blocked from the start',
    promise: 'joined and playing within 3 s',
    needs: ['namespaces', 'iptables'],
    checks: [interruption('max', 3000)],
    run: joinWithoutDatagrams,
  },
  {
    name: 'blackhole-5',
    title: 'Nothing gets through for 5 s',
    promise: 'same seat; media within 3 s of the return',
    needs: ['namespaces', 'iptables'],
    checks: [{ measure: 'afterReturnMs', statistic: 'p95', atMost: 3000 }, ...NOBODY_LOST],
    run: blackhole(5000),
  },
  {
    name: 'blackhole-15',
    title: 'Nothing gets through for 15 s',
    promise: 'same seat; media within 5 s of the return',
    needs: ['namespaces', 'iptables'],
    checks: [{ measure: 'afterReturnMs', statistic: 'p95', atMost: 5000 }, ...NOBODY_LOST],
    run: blackhole(15_000),
  },
]
