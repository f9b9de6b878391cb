import { interruption, NOBODY_LOST } from './checks.ts'
import type { Fault, Observation, Scene } from './scenario.ts'
import { Meeting } from './meeting.ts'
import { lasts, seededMoment } from './moment.ts'
import { lookBefore, observe } from './observe.ts'
import type { Stage } from './fixture.ts'

const PATIENCE_MS = 30_000

/** A meeting whose media goes over UDP, as at first: whoever went through TCP once stays there. */
async function datagramMeeting(stage: Stage): Promise<Meeting> {
  const meeting = await stage.meeting()
  const { samples } = await meeting.ada.seen(Date.now() - 1000)
  const paths = samples.at(-1)?.paths ?? []
  return paths.every((path) => path === 'udp') ? meeting : await stage.newMeeting()
}

/** @param isOffered - whether the second network is in range before the first one goes */
function moveToOtherNetwork(isOffered: boolean): Fault['rehearse'] {
  return async ({ stage, random }) => {
    // A browser that has moved before knows both networks, and behaves differently.
    await stage.renewBrowser('ada')
    await stage.lab.bringAdaHome()
    const meeting = await stage.newMeeting()
    if (isOffered) await meeting.ada.knowsAddress(await stage.lab.offerSecondNetwork())
    await seededMoment(random)
    const before = await lookBefore(meeting)
    await stage.lab.moveAda()
    const faultAt = Date.now()
    const knownAt = meeting.ada.knowsAddress(stage.lab.adaAddress)
    const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS, faultAt })
    const browserMs = Math.max(0, (await knownAt) - faultAt)
    return { measures: { ...measures, browserNoticedMs: browserMs }, ...rest }
  }
}

async function rebindPorts({ stage, random }: Scene): Promise<Observation> {
  const meeting = await datagramMeeting(stage)
  await seededMoment(random)
  const before = await lookBefore(meeting)
  const ports = await stage.relay.rebind(stage.lab.adaAddress)
  if (ports === 0) throw new Error('No media of Ada goes through the relay.')
  return await observe(meeting, before, { patienceMs: PATIENCE_MS })
}

async function dropDatagrams({ stage, random }: Scene): Promise<Observation> {
  // Whoever is on TCP stays there.
  const meeting = await stage.newMeeting()
  await seededMoment(random)
  const before = await lookBefore(meeting)
  await stage.lab.dropAda('udp')
  try {
    const observation = await observe(meeting, before, { patienceMs: PATIENCE_MS })
    const { samples } = await meeting.ada.seen(before.at)
    const paths = samples.at(-1)?.paths ?? []
    return {
      ...observation,
      measures: { ...observation.measures, pathsNotOnTcp: paths.filter((path) => path !== 'tcp').length },
    }
  } finally {
    await stage.lab.restoreAda()
    await stage.endMeeting()
  }
}

async function joinWithoutDatagrams({ stage }: Scene): Promise<Observation> {
  await stage.endMeeting()
  await stage.lab.dropAda('udp')
  try {
    const bob = await stage.openPage('bob', 'Bob')
    await bob.join()
    const ada = await stage.openPage('ada', 'Ada')
    const meeting = new Meeting('', ada, bob)
    stage.adopt(meeting)
    const pressedAt = Date.now()
    await ada.join()
    // Both directions: she sees and hears, and is seen and heard.
    const playing = await Promise.all(
      meeting.people.map(async (person) => {
        return await person.sees(
          pressedAt,
          ({ audioHeard, framesDecoded }) =>
            audioHeard > 0 && framesDecoded > 0 ? undefined : 'nothing plays yet',
          PATIENCE_MS,
        )
      }),
    )
    return { measures: { interruptionMs: Math.max(...playing) - pressedAt }, noticed: [] }
  } finally {
    await stage.lab.restoreAda()
    await stage.endMeeting()
  }
}

function blackhole(forMs: number): Fault['rehearse'] {
  return async ({ stage, random }) => {
    const meeting = await datagramMeeting(stage)
    await seededMoment(random)
    const before = await lookBefore(meeting)
    await stage.lab.dropAda('all')
    try {
      await lasts(forMs)
    } finally {
      await stage.lab.restoreAda()
    }
    const backAt = Date.now()
    const { measures, ...rest } = await observe(meeting, before, { patienceMs: PATIENCE_MS })
    const afterMs = Math.max(0, (measures.interruptionMs ?? 0) - (backAt - before.at))
    return { measures: { ...measures, afterReturnMs: afterMs }, ...rest }
  }
}

/** What happens to the way between a person and the server. */
export const PATH_FAULTS: readonly Fault[] = [
  {
    name: 'address-change',
    title: 'Client IP changes',
    promise: 'p95 <= 2 s after the new path exists',
    needs: ['namespaces'],
    checks: [interruption('p95', 2000), ...NOBODY_LOST],
    rehearse: moveToOtherNetwork(true),
  },
  {
    name: 'address-change-unknown',
    title: 'Client IP changes, to a network that is there only then',
    promise: 'p95 <= 2 s after the new path exists',
    needs: ['namespaces'],
    checks: [interruption('p95', 2000), ...NOBODY_LOST],
    rehearse: moveToOtherNetwork(false),
  },
  {
    name: 'nat-rebinding',
    title: 'NAT rebinding',
    promise: 'p50 <= 2 s, p95 <= 3.5 s (browsers check a stable pair every 2.5 s)',
    needs: ['namespaces'],
    staging: { relay: true },
    checks: [interruption('p50', 2000), interruption('p95', 3500), ...NOBODY_LOST],
    rehearse: rebindPorts,
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
    rehearse: dropDatagrams,
  },
  {
    name: 'udp-blocked',
    title: 'UDP blocked from the start',
    promise: 'joined and playing within 3 s',
    needs: ['namespaces', 'iptables'],
    checks: [interruption('max', 3000)],
    rehearse: joinWithoutDatagrams,
  },
  {
    name: 'blackhole-5',
    title: 'Nothing gets through for 5 s',
    promise: 'same seat; media within 3 s of the return',
    needs: ['namespaces', 'iptables'],
    checks: [{ measure: 'afterReturnMs', statistic: 'p95', atMost: 3000 }, ...NOBODY_LOST],
    rehearse: blackhole(5000),
  },
  {
    name: 'blackhole-15',
    title: 'Nothing gets through for 15 s',
    promise: 'same seat; media within 5 s of the return',
    needs: ['namespaces', 'iptables'],
    checks: [{ measure: 'afterReturnMs', statistic: 'p95', atMost: 5000 }, ...NOBODY_LOST],
    rehearse: blackhole(15_000),
  },
]
