import assert from 'node:assert/strict'
import { after, it, type TestContext } from 'node:test'
import { isComplaint } from '../kit/complaints.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { endNativeTransports } from '../../tools/native-peer/native-transport.ts'
import {
  startServerProcess,
  stillRunning,
  type Exit,
  type ServerProcess,
  type ServerProcessOptions,
} from '../kit/server-process.ts'
import { scaled } from '../../tools/harness/machine-speed.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

after(async () => await endNativeTransports())

const PROMISED_MS = 5000

interface Meeting {
  server: ServerProcess
  peers: NativePeer[]
  workers: number[]
}

/** A server process with two people who talk. */
async function startMeeting(t: TestContext, options?: ServerProcessOptions): Promise<Meeting> {
  const server = await startServerProcess(t, options)
  const [ada, bob] = await Promise.all(
    ['Ada', 'Bob'].map(async (name) => {
      const peer = await NativePeer.join({ url: server.url, room: 'demo', name })
      t.after(() => peer.close())
      return peer
    }),
  )
  assert.ok(ada && bob)
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  const workers = server.workerPids
  if (!options?.wrap) assert.ok(workers.length > 0, 'the workers were not found')
  return { server, peers: [ada, bob], workers }
}

async function assertEndsInOrder({ server, peers, workers }: Meeting, exit: Exit): Promise<void> {
  assert.deepEqual({ code: exit.code, signal: exit.signal }, { code: 0, signal: null }, server.stderr)
  assert.ok(exit.afterMs < scaled(PROMISED_MS), `it took ${Math.round(exit.afterMs)} ms`)
  assert.deepEqual(await stillRunning(workers), [], 'workers outlive the server')
  for (const { signaling } of peers) {
    await waitFor(() => (signaling.connected ? 'a connection outlives the server' : undefined))
  }
  assert.deepEqual(
    server.log.filter(isComplaint).filter(({ msg }) => !msg.startsWith('pages are not built')),
    [],
  )
}

it('ends a live meeting and itself on SIGTERM, with code 0', async (t) => {
  const meeting = await startMeeting(t)
  meeting.server.signal('SIGTERM')
  await assertEndsInOrder(meeting, await meeting.server.exited())
  assert.equal(meeting.server.log.filter(({ msg }) => msg === 'room closed').length, 1)
})

it('takes signals that come together for one request', async (t) => {
  const meeting = await startMeeting(t)
  meeting.server.signal('SIGINT')
  meeting.server.signal('SIGINT')
  // The kernel merges equal signals that wait; this one arrives by itself.
  meeting.server.signal('SIGTERM')
  await assertEndsInOrder(meeting, await meeting.server.exited())
  assert.equal(meeting.server.log.filter(({ msg }) => msg === 'stopping').length, 1)
})

it('ends in order when its whole process group is interrupted, as by Ctrl-C', async (t) => {
  const meeting = await startMeeting(t, { ownGroup: true })
  meeting.server.signal('SIGINT', { toGroup: true })
  await assertEndsInOrder(meeting, await meeting.server.exited())
})

it('ends in order when its whole process group is terminated, as by a service manager', async (t) => {
  const meeting = await startMeeting(t, { ownGroup: true })
  meeting.server.signal('SIGTERM', { toGroup: true })
  await assertEndsInOrder(meeting, await meeting.server.exited())
})

it('ends in order when its terminal is closed', async (t) => {
  const meeting = await startMeeting(t, { ownGroup: true })
  meeting.server.signal('SIGHUP', { toGroup: true })
  await assertEndsInOrder(meeting, await meeting.server.exited())
})

it('goes on without its terminal when whoever started it asked for that, as nohup does', async (t) => {
  // The shell waits for the server whatever it receives, and ends with its exit code.
  const ignoring = ['sh', '-c', 'trap "" HUP; trap : TERM; "$@"; exit $?', 'sh'] as const
  const { server, peers } = await startMeeting(t, {
    ownGroup: true,
    wrap: (command, ...args) => [...ignoring, command, ...args],
  })
  server.signal('SIGHUP', { toGroup: true })
  const [ada, bob] = peers
  assert.ok(ada && bob)
  await receivesMore(bob, { from: ada, source: 'microphone' })
  server.signal('SIGTERM', { toGroup: true })
  assert.equal((await server.exited()).code, 0)
  const stops = server.log.filter(({ msg }) => msg === 'stopping')
  assert.deepEqual(
    stops.map(({ signal }) => signal),
    ['SIGTERM'],
  )
})

it('leaves no worker behind when it is killed', async (t) => {
  const { server, workers } = await startMeeting(t)
  server.signal('SIGKILL')
  assert.equal((await server.exited()).signal, 'SIGKILL')
  assert.deepEqual(await stillRunning(workers), [])
})

it('ends with nobody in it', async (t) => {
  const server = await startServerProcess(t)
  const workers = server.workerPids
  server.signal('SIGTERM')
  assert.equal((await server.exited()).code, 0)
  assert.deepEqual(await stillRunning(workers), [])
})
