import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { NotificationParams } from '../../protocol/index.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { assertNoStrayPackets, receivesLayer, receivesMore } from '../kit/expect-media.ts'
import { startServer, type ServerSettings, type TestServer } from '../kit/server.ts'

type Told = readonly NotificationParams<'server:load'>[]

/** How busy the server believes it is. */
interface Load {
  /** Share of a core that each worker uses. */
  cpu: (worker: string) => number
  /** Share of its time in which the event loop has something to do. */
  eventLoop: number
}

const CALM: Load = { cpu: () => 0.1, eventLoop: 0.1 }
// A worker this busy asks for the level, and stays there.
const CPU_AT = { 1: 0.82, 2: 0.9, 3: 0.97 } as const

/** A server that takes itself to be as busy as the test says, and looks fifty times a second. */
async function startBusyServer(
  t: TestContext,
  settings?: ServerSettings,
): Promise<{ server: TestServer; load: Load }> {
  const load = { ...CALM }
  let workers: readonly string[] = []
  const noDelay = { mean: 0, p99: 0, max: 0 }
  const server = await startServer(t, settings, {
    workerCpu: () => new Map(workers.map((worker) => [worker, load.cpu(worker)])),
    eventLoop: { read: () => ({ delay: noDelay, busy: load.eventLoop }), close: () => undefined },
    intervalMs: 20,
  })
  workers = server.workerIds
  return { server, load }
}

/** Media port of a participant, which tells its worker. */
function portOf({ joined }: NativePeer): number | undefined {
  return joined.transports.receive.iceCandidates[0]?.port
}

function levelsOf(told: Told): number[] {
  return told.map(({ level }) => level)
}

/** Waits until all of these were told these levels, each once and in this order. */
async function areTold(all: readonly Told[], levels: readonly number[]): Promise<void> {
  for (const told of all) {
    await waitFor(() => (told.length >= levels.length ? undefined : `was told ${levelsOf(told).join(', ')}`))
    assert.deepEqual(levelsOf(told), levels)
  }
}

/** Waits until a viewer receives so many cameras. */
async function receivesCameras(viewer: NativePeer, count: number): Promise<void> {
  await waitFor(() => {
    const cameras = viewer.receiver.streams.filter(({ source }) => source === 'camera')
    return cameras.length === count ? undefined : `${cameras.length} cameras instead of ${count}`
  })
}

/** Waits until the sound and a chat message of somebody arrive. */
async function isHeardAndRead(from: NativePeer, viewers: readonly NativePeer[], line: string): Promise<void> {
  from.chat.send(line)
  for (const viewer of viewers) {
    await receivesMore(viewer, { from, source: 'microphone' })
    await waitFor(() => (viewer.chat.texts.includes(line) ? undefined : `"${line}" did not come`))
  }
}

/** Five cameras, one of them in three layers, and somebody who speaks. */
async function fillRoom(server: TestServer): Promise<{ publishers: NativePeer[]; speaker: NativePeer }> {
  const publishers: NativePeer[] = []
  for (const name of ['Ada', 'Bob', 'Carol', 'Dan', 'Eve']) publishers.push(await server.join('demo', name))
  for (const peer of publishers) await peer.publishCamera({ layers: peer === publishers[0] ? 3 : 1 })
  const speaker = publishers[2]
  assert.ok(speaker)
  await speaker.publishMicrophone({ level: -20 })
  return { publishers, speaker }
}

/** Takes a seat back over a new connection, and hears what is said before the answer. */
async function comeBack(server: TestServer, former: NativePeer): Promise<{ peer: NativePeer; told: Told }> {
  const signaling = await server.connect()
  const told = signaling.collect('server:load')
  const { resumeToken } = former
  const peer = await NativePeer.takeSeat(signaling, {
    url: server.url,
    room: 'demo',
    name: 'Back',
    resumeToken,
  })
  await peer.open()
  return { peer, told }
}

it('sends less step by step while a worker is busy, never less sound or chat, and all again after', async (t) => {
  const { server, load } = await startBusyServer(t)
  const { publishers, speaker } = await fillRoom(server)
  const [ada, bob, , dan] = publishers
  assert.ok(ada && bob && dan)
  const pinning = await server.join('demo', 'Pinning')
  const watching = await server.join('demo', 'Watching')
  const viewers = [pinning, watching]
  const told = [...publishers, ...viewers].map(({ signaling }) => signaling.collect('server:load'))
  const tiles = publishers.map(({ id }) => ({
    participantId: id,
    ...(id === ada.id ? { width: 1280, height: 720 } : {}),
  }))
  await pinning.setView(tiles, { pins: [bob.id] })
  await watching.setView(tiles)
  const large = { from: ada, source: 'camera' } as const
  for (const viewer of viewers) {
    await receivesCameras(viewer, 5)
    await receivesLayer(viewer, large, 2)
  }
  await isHeardAndRead(speaker, viewers, 'nothing is saved')

  load.cpu = () => CPU_AT[1]
  await areTold(told, [1])
  for (const viewer of viewers) await receivesLayer(viewer, large, 1)
  await isHeardAndRead(speaker, viewers, 'pictures are smaller')
  for (const viewer of viewers) await receivesCameras(viewer, 5)

  load.cpu = () => CPU_AT[2]
  await areTold(told, [1, 2])
  for (const viewer of viewers) {
    await receivesCameras(viewer, 4)
    await receivesLayer(viewer, large, 0)
  }
  await isHeardAndRead(speaker, viewers, 'pictures are few')

  load.cpu = () => CPU_AT[3]
  await areTold(told, [1, 2, 3])
  for (const [viewer, from] of [
    [pinning, bob],
    [watching, speaker],
  ] as const) {
    await receivesCameras(viewer, 1)
    await receivesMore(viewer, { from, source: 'camera' })
  }
  await isHeardAndRead(speaker, viewers, 'there is one picture')

  await assertRefused(server.join('demo', 'Late'), 'server_full')
  await assertRefused(server.join('a-new-room', 'Late'), 'server_full')
  dan.breakLine()
  const back = await comeBack(server, dan)
  t.after(() => back.peer.close())
  assert.equal(back.peer.joined.resumed, true, 'somebody who has a seat is let in')
  assert.deepEqual(levelsOf(back.told), [3])
  dan.close()

  load.cpu = CALM.cpu
  const stayed = told.filter((_, index) => publishers[index] !== dan)
  await areTold(stayed, [1, 2, 3, 2, 1, 0])
  await areTold([back.told], [3, 2, 1, 0])
  await back.peer.publishCamera({ layers: 1 })
  for (const viewer of viewers) {
    await receivesCameras(viewer, 5)
    await receivesLayer(viewer, large, 2)
  }
  await isHeardAndRead(speaker, viewers, 'nothing is saved any more')
  await server.join('demo', 'Late')
  assertNoStrayPackets(...viewers)
})

it('concerns those on the busy worker alone, and everybody when it is the event loop', async (t) => {
  const { server, load } = await startBusyServer(t, { media: { workers: 2 } })
  const peers: NativePeer[] = []
  const [busyWorker] = server.workerIds
  for (let index = 0; index < 12; index += 1) {
    // More than half of a core: the room needs the second worker.
    if (index === 6) load.cpu = (worker) => (worker === busyWorker ? 0.6 : 0.1)
    peers.push(await server.join('demo', `Guest ${index}`))
  }
  const told = peers.map(({ signaling }) => signaling.collect('server:load'))
  load.cpu = (worker) => (worker === busyWorker ? CPU_AT[3] : 0.1)
  await waitFor(() => (told.some(({ length }) => length === 3) ? undefined : 'nobody was told'))
  // An answer comes after everything that was said on the same connection before.
  for (const peer of peers) await peer.setView([])
  const toldPeer = peers[told.findIndex(({ length }) => length > 0)]
  assert.ok(toldPeer)
  const isHere = peers.map((peer) => portOf(peer) === portOf(toldPeer))
  const here = told.filter((_, index) => isHere[index])
  const there = told.filter((_, index) => !isHere[index])
  assert.ok(there.length > 0, 'the room is on one worker')
  await areTold(here, [1, 2, 3])
  await areTold(there, [])
  // The other worker has room.
  await server.join('demo', 'Late')

  load.eventLoop = 1
  await areTold(there, [1, 2, 3])
  await areTold(here, [1, 2, 3])
  await assertRefused(server.join('demo', 'Too late'), 'server_full')

  Object.assign(load, CALM)
  await areTold(told, [1, 2, 3, 2, 1, 0])
  await server.join('demo', 'In time')
})

it('lets people in as soon as there is room again, however long pictures wait after many overloads', async (t) => {
  const { server, load } = await startBusyServer(t)
  const ada = await server.join('demo', 'Ada')
  const told = ada.signaling.collect('server:load')
  const isAt = async (level: number): Promise<void> => {
    await waitFor(() =>
      told.at(-1)?.level === level ? undefined : `was told ${levelsOf(told).slice(-3).join(', ')}`,
    )
  }
  // Each of these doubles the patience of the pictures, up to 150 samples.
  for (let overload = 0; overload < 6; overload += 1) {
    load.eventLoop = 1
    await isAt(3)
    load.eventLoop = 0.1
    await isAt(2)
  }
  load.eventLoop = 1
  await isAt(3)
  await assertRefused(server.join('demo', 'Too early'), 'server_full')
  load.eventLoop = 0.1
  await waitFor(() =>
    server.join('demo', 'Late').then(
      () => undefined,
      (error: unknown) => String(error),
    ),
  )
  assert.equal(told.at(-1)?.level, 3, 'pictures wait still')
})
