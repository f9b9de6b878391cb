import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertWhole, losesStream, receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

// The placement keeps so many people of a room on one worker.
const KEPT_TOGETHER = 10

/** Media port of a participant, which tells its worker. */
function portOf({ joined }: NativePeer): number | undefined {
  return joined.transports.receive.iceCandidates[0]?.port
}

/** One room on two workers: somebody of each, and all participants. */
async function spreadRoom(t: TestContext): Promise<{
  server: TestServer
  here: NativePeer
  there: NativePeer
  peers: NativePeer[]
}> {
  const server = await startServer(t, { media: { workers: 2 } })
  const peers: NativePeer[] = []
  for (let index = 0; index < KEPT_TOGETHER + 2; index += 1) {
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

it('keeps a small room on one worker, and lets a large one use the second', async (t) => {
  const { peers } = await spreadRoom(t)
  const ports = peers.map(portOf)
  assert.equal(new Set(ports.slice(0, KEPT_TOGETHER)).size, 1)
  assert.equal(new Set(ports).size, 2)
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

it('goes on with one worker when nobody is left on the other', async (t) => {
  const { here, there, peers, server } = await spreadRoom(t)
  for (const peer of peers) if (peer !== there && portOf(peer) === portOf(there)) await peer.leave()
  await here.publishMicrophone({ level: -20 })
  await receivesMore(there, { from: here, source: 'microphone' })
  await there.leave()
  const newcomer = await server.join('demo', 'Late')
  await receivesMore(newcomer, { from: here, source: 'microphone' })
})
