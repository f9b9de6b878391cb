import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertWhole, losesStream, receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const AT_HOME = 3
const ELSEWHERE = 2
// More than half of a core, from which on a room spreads, and too little to save anything.
const BUSY = 0.6

/** Media port of a participant, which tells its worker. */
function portOf({ joined }: NativePeer): number | undefined {
  return joined.transports.receive.iceCandidates[0]?.port
}

/** A server with two workers that take themselves to be as busy as the test says; idle at first. */
async function startBusyServer(t: TestContext) {
  const cpu = new Map<string, number>()
  let ids: readonly string[] = []
  const workerCpu = () => new Map(ids.map((id) => [id, cpu.get(id) ?? 0]))
  const server = await startServer(t, { media: { workers: 2 } }, { workerCpu })
  ids = server.workerIds
  const [home = ''] = ids
  return { server, setHome: (share: number) => void cpu.set(home, share) }
}

/** One room on two workers: somebody of each, and all participants. */
async function spreadRoom(t: TestContext): Promise<{
  server: TestServer
  here: NativePeer
  there: NativePeer
  peers: NativePeer[]
}> {
  const { server, setHome } = await startBusyServer(t)
  const peers: NativePeer[] = []
  for (let index = 0; index < AT_HOME + ELSEWHERE; index += 1) {
    if (index === AT_HOME) setHome(BUSY)
    peers.push(await server.join('demo', `Guest ${index}`))
  }
  const [here] = peers
  const there = peers.find((peer) => here && portOf(peer) !== portOf(here))
  assert.ok(here && there, 'the room did not grow over one worker')
  return { server, here, there, peers }
}

async function gauge(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const value = new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]
  assert.ok(value !== undefined, `${name} is not in the metrics`)
  return Number(value)
}

it('keeps a room together while its worker is not busy, uses the second one then, and comes back', async (t) => {
  const { server, setHome } = await startBusyServer(t)
  const join = async (people: number): Promise<(number | undefined)[]> => {
    const ports: (number | undefined)[] = []
    for (let count = 0; count < people; count += 1) ports.push(portOf(await server.join('demo', 'Guest')))
    return ports
  }
  const [home, ...together] = await join(12)
  assert.deepEqual(new Set(together), new Set([home]))
  setHome(BUSY)
  const [there, ...others] = await join(2)
  assert.notEqual(there, home)
  assert.deepEqual(others, [there])
  setHome(0.2)
  assert.deepEqual(await join(2), [home, home])
})

it('begins the rooms of one worker after another', async (t) => {
  const { server } = await startBusyServer(t)
  const ports: (number | undefined)[] = []
  for (let room = 0; room < 6; room += 1) ports.push(portOf(await server.join(`room-${room}`, 'Guest')))
  const [first, second] = ports
  assert.deepEqual(ports, [first, second, first, second, first, second])
  assert.notEqual(first, second)
})

it('carries sound, pictures and chat between workers both ways', async (t) => {
  const { here, there } = await spreadRoom(t)
  const publications = new Map<NativePeer, { sound: number; picture: number }>()
  for (const peer of [here, there]) {
    const sound = await peer.publishMicrophone({ level: -20 })
    const picture = await peer.publishCamera({ layers: 3 })
    publications.set(peer, { sound: sound.source.stampNumber, picture: picture.source.stampNumber })
  }
  for (const [viewer, from] of [
    [here, there],
    [there, here],
  ] as const) {
    await viewer.setView([{ participantId: from.id, width: 1280, height: 720 }])
    const sent = publications.get(from)
    assert.ok(sent)
    assertWhole(await receivesMore(viewer, { from, source: 'microphone' }, 50), sent.sound)
    const picture = await receivesMore(viewer, { from, source: 'camera' }, 100)
    assertWhole(picture, sent.picture)
    assert.ok(picture.counts.keyFrames > 0, 'a picture that nobody can decode')
    await waitFor(() => (picture.counts.layer === 2 ? undefined : `layer ${picture.counts.layer}`))
    // Whoever speaks is known on both workers.
    await waitFor(() =>
      viewer.activity.speaking.includes(from.id) ? undefined : 'a speaker of the other worker is not named',
    )
    const line = `from ${from.id}`
    from.chat.send(line)
    await waitFor(() =>
      viewer.chat.messages.some(({ text }) => text === line) ? undefined : 'the chat message did not come',
    )
  }
})

it('opens a pipe for the first viewer and closes it after the last', async (t) => {
  const { server, here, there, peers } = await spreadRoom(t)
  await here.publishCamera({ layers: 1 })
  const colleague = peers.find((peer) => peer !== there && portOf(peer) === portOf(there))
  assert.ok(colleague)
  assert.equal(await gauge(server, 'plenary_pipes'), 0)
  for (const viewer of [there, colleague]) {
    await viewer.setView([{ participantId: here.id }])
    await receivesMore(viewer, { from: here, source: 'camera' })
  }
  assert.equal(await gauge(server, 'plenary_pipes'), 1)

  await there.setView([])
  await losesStream(there, { from: here, source: 'camera' })
  await receivesMore(colleague, { from: here, source: 'camera' }, 50)
  await colleague.setView([])
  await waitFor(async () => {
    const pipes = await gauge(server, 'plenary_pipes')
    return pipes === 0 ? undefined : `${pipes} pipes are open`
  })
})

it('shows a picture that can be decoded to whoever comes back to a pipe that carries nothing', async (t) => {
  const { server, here, there } = await spreadRoom(t)
  await here.publishCamera({ layers: 3 })
  for (let time = 0; time < 2; time += 1) {
    await there.setView([{ participantId: here.id }])
    const picture = await receivesMore(there, { from: here, source: 'camera' }, 50)
    assert.ok(picture.counts.keyFrames > 0, 'a picture that nobody can decode')
    assert.equal(await gauge(server, 'plenary_pipes'), 1)
    await there.setView([])
    await losesStream(there, { from: here, source: 'camera' })
  }
})

it('goes on with one worker when nobody is left on the other', async (t) => {
  const { here, there, peers, server } = await spreadRoom(t)
  for (const peer of peers) if (peer !== there && portOf(peer) === portOf(there)) await peer.leave()
  await here.publishMicrophone({ level: -20 })
  await receivesMore(there, { from: here, source: 'microphone' })
  await there.leave()
  const newcomer = await server.join('demo', 'Late')
  await receivesMore(newcomer, { from: here, source: 'microphone' })
})
