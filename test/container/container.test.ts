import assert from 'node:assert/strict'
import { it } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { freePorts } from '../kit/free-ports.ts'
import { buildImage, imagesOf, type ImageStore } from './image.ts'

const IMAGE = 'localhost/plenary:test'
const NAME = `plenary-test-${process.pid}`

/** Starts the image as docs/service.md says: on the network of the host, with nothing to write to but its volume. */
async function start(images: ImageStore, port: number): Promise<void> {
  await images.podman(
    ...['run', '--detach', '--name', NAME, '--network', 'host', '--read-only', '--cap-drop', 'all'],
    ...['--security-opt', 'no-new-privileges', '--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'],
    ...['--env', `PLENARY_LISTEN_PORT=${port}`, '--env', 'PLENARY_LISTEN_HOST=127.0.0.1'],
    ...['--env', 'PLENARY_MEDIA_PORT=0', '--env', 'PLENARY_SHUTDOWN_DEADLINE_SECONDS=60', IMAGE],
  )
}

it('builds an image that holds a meeting without rights, and lets it come to its end', async (t) => {
  const images = await imagesOf(t, NAME)
  await buildImage(images, IMAGE)
  const [image] = JSON.parse(await images.podman('inspect', '--type', 'image', IMAGE)) as [
    { Size: number; Config: { User: string; StopSignal: string } },
  ]
  assert.deepEqual([image.Config.User, image.Config.StopSignal], ['10001:10001', 'SIGTERM'])
  t.diagnostic(`the image has ${Math.round(image.Size / 1e6)} MB`)

  const [port = 0] = await freePorts(1)
  await start(images, port)
  const url = `http://127.0.0.1:${port}`
  await waitFor(
    async () => {
      const isReady = await fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
      return isReady ? undefined : `not ready: ${await images.podman('logs', NAME)}`
    },
    { timeoutMs: 30_000, intervalMs: 200 },
  )
  const ada = await NativePeer.join({ url, room: 'demo', name: 'Ada' })
  const bob = await NativePeer.join({ url, room: 'demo', name: 'Bob' })
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  await images.podman('exec', NAME, '/opt/plenary/plenary', 'healthcheck')
  const status = await images.podman('exec', NAME, 'cat', '/proc/1/status')
  assert.match(status, /^Uid:\s+10001\s+10001/m)
  assert.match(status, /^CapEff:\s+0+$/m)
  await assert.rejects(images.podman('exec', NAME, 'touch', '/opt/plenary/x'), /Read-only/)

  const stopped = images.podman('stop', '--time', '90', NAME)
  await waitFor(async () => ((await fetch(`${url}/readyz`)).status === 503 ? undefined : 'it does not drain'))
  await receivesMore(bob, { from: ada, source: 'microphone' })
  await Promise.all([ada.leave(), bob.leave()])
  await stopped
  const [{ State: state }] = JSON.parse(await images.podman('inspect', NAME)) as [
    { State: { ExitCode: number } },
  ]
  assert.equal(state.ExitCode, 0)
})
