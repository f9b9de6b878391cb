import assert from 'node:assert/strict'
import { it } from 'node:test'
import { assertWhole, receivesMore } from '../kit/expect-media.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

function killWorker(server: TestServer, index: number): void {
  const pid = server.workerPids[index]
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
}

async function rejoin(server: TestServer, peer: NativePeer, room: string): Promise<NativePeer> {
  await waitFor(() => (peer.ended ? undefined : `${peer.joined.self.name} was not told`))
  assert.equal(peer.ended?.code, 'media_unavailable')
  assert.ok(peer.signaling.connected, 'the signaling connection must outlive the worker')
  const again = await server.join(room, peer.joined.self.name, { resumeToken: peer.resumeToken })
  assert.equal(again.id, peer.id)
  assert.equal(again.joined.resumed, true)
  peer.close()
  return again
}

it('brings a meeting back whose worker died, with seats and chat, and leaves others alone', async (t) => {
  const server = await startServer(t, { media: { workers: 2 } })
  server.expectError(/worker died/)
  // Each room goes to the worker with fewer people.
  const ada = await server.join('first', 'Ada')
  const carol = await server.join('second', 'Carol')
  const bob = await server.join('first', 'Bob')
  const dan = await server.join('second', 'Dan')
  const carols = await carol.publishMicrophone({ level: -20 })
  const unaffected = await receivesMore(dan, { from: carol, source: 'microphone' })
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  ada.chat.send('before')
  await waitFor(() => (bob.chat.texts.length === 1 ? undefined : 'no chat'))

  killWorker(server, 0)
  const [adaAgain, bobAgain] = [await rejoin(server, ada, 'first'), await rejoin(server, bob, 'first')]
  await adaAgain.publishMicrophone({ level: -20 })
  await adaAgain.publishCamera()
  await bobAgain.setView([{ participantId: ada.id }])
  await receivesMore(bobAgain, { from: ada, source: 'microphone' })
  await receivesMore(bobAgain, { from: ada, source: 'camera' })
  adaAgain.chat.send('after')
  await waitFor(() => (bobAgain.chat.texts.length === 2 ? undefined : 'no chat after the repair'))
  assert.deepEqual(bobAgain.chat.texts, ['before', 'after'])
  await waitFor(() =>
    bobAgain.activity.speaking.includes(ada.id) ? undefined : 'nobody speaks after the repair',
  )

  await receivesMore(dan, { from: carol, source: 'microphone' })
  assert.equal(dan.receiver.find(carol.id, 'microphone'), unaffected)
  assertWhole(unaffected, carols.source.stampNumber)
  assert.equal(carol.ended, undefined)
  assert.equal(dan.ended, undefined)
  await waitFor(() => (server.workerPids.length === 2 ? undefined : 'the worker was not replaced'))
})

it('lets people join while the only worker is being replaced', async (t) => {
  const server = await startServer(t)
  server.expectError(/worker died/)
  const ada = await server.join('demo', 'Ada')
  killWorker(server, 0)
  const again = await rejoin(server, ada, 'demo')
  await again.publishMicrophone({ level: -20 })
  const bob = await server.join('demo', 'Bob')
  await receivesMore(bob, { from: again, source: 'microphone' })
})

it('survives the same worker dying again', async (t) => {
  const server = await startServer(t)
  server.expectError(/worker died/)
  let ada = await server.join('demo', 'Ada')
  for (let round = 0; round < 2; round += 1) {
    killWorker(server, 0)
    ada = await rejoin(server, ada, 'demo')
  }
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
})

it('gives up the seats of those who do not come back after the worker died', async (t) => {
  const server = await startServer(t, { rooms: { resumeGraceSeconds: 1 } })
  server.expectError(/worker died/)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  killWorker(server, 0)
  const again = await rejoin(server, ada, 'demo')
  await waitFor(() => (again.roster.find(bob.id) ? 'Bob is still shown' : undefined))
  // His connection is alive and may take a new seat.
  const { self } = await bob.signaling.request('room:join', {
    room: 'demo',
    name: 'Bob',
    rtpCapabilities: bob.signaling.welcome.rtpCapabilities,
    resumeToken: bob.resumeToken,
  })
  assert.notEqual(self.id, bob.id)
})

it('replaces a worker that lives and does not answer, and lets people join meanwhile', async (t) => {
  const server = await startServer(t, { media: { workers: 2 } })
  server.expectError(/worker died|does not answer/)
  const ada = await server.join('first', 'Ada')
  const [stuck] = server.workerPids
  assert.ok(stuck)
  process.kill(stuck, 'SIGSTOP')
  await waitFor(() => (ada.ended ? undefined : 'Ada was not told'), { timeoutMs: 30_000 })
  assert.equal(server.workerPids.includes(stuck), false)
  const again = await rejoin(server, ada, 'first')
  const bob = await server.join('first', 'Bob')
  await again.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: again, source: 'microphone' })
})
