import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import type { MediaProblem } from '../../media/media-types.ts'
import { FakeTrack } from '../../media/test-track.ts'
import { createBench, flush } from './test-local.ts'

type Bench = ReturnType<typeof createBench>
type Kind = 'camera' | 'microphone'

const KINDS = ['camera', 'microphone'] as const

/** A device in use, in a meeting. */
async function inUse(kind: Kind): Promise<Bench & { track: FakeTrack }> {
  const bench = createBench()
  bench.enter()
  await bench[kind].set(true)
  const track = bench.find(kind)
  assert.ok(track)
  return { ...bench, track }
}

/** From now on every attempt to open one ends like this. */
function refuse({ world }: Bench, problem: MediaProblem): void {
  world.openCamera = world.openMicrophone = () => Promise.reject(new CaptureError(problem))
}

for (const kind of KINDS) {
  test(`a ${kind} that goes away is told with its true reason`, async () => {
    const cases: [MediaProblem, PermissionState | undefined, MediaProblem][] = [
      ['not-found', 'granted', 'disconnected'],
      ['not-found', undefined, 'disconnected'],
      ['not-found', 'denied', 'permission-denied'],
      ['permission-denied', 'denied', 'permission-denied'],
      ['in-use', 'granted', 'in-use'],
      ['permission-denied-by-system', 'granted', 'permission-denied-by-system'],
    ]
    for (const [thrown, permission, told] of cases) {
      const bench = await inUse(kind)
      bench.world.permission = permission
      refuse(bench, thrown)
      bench.track.end()
      await flush()
      assert.equal(bench.local()[kind].problem, told, `${thrown}, ${permission}`)
      assert.equal(bench.local()[kind].status, 'off')
    }
  })

  test(`another ${kind} that takes over is told, and the same one that comes back is not`, async () => {
    for (const [former, now, problem] of [
      ['one', 'two', 'replaced'],
      ['one', 'one', null],
    ] as const) {
      const bench = await inUse(kind)
      bench.track.settings = { deviceId: former }
      const next = new FakeTrack(kind === 'camera' ? 'video' : 'audio', { deviceId: now })
      bench.world.openCamera = bench.world.openMicrophone = () => Promise.resolve(next)
      bench.track.end()
      await flush()
      assert.deepEqual([bench.find(kind), bench.local()[kind].status], [next, 'on'])
      assert.equal(bench.local()[kind].problem, problem)
      await bench[kind].set(true)
      assert.equal(bench.local()[kind].problem, null, 'asked for again, it is settled')
    }
  })

  test(`a ${kind} that the system mutes is told here and to the others, until it works again`, async () => {
    const { track, publisher, local, looks, [kind]: control } = await inUse(kind)
    publisher.faults.length = 0
    track.mute(true)
    assert.deepEqual([local()[kind].problem, local()[kind].status], ['muted', 'on'])
    track.mute(false)
    assert.equal(local()[kind].problem, null)
    assert.deepEqual(publisher.faults, [
      [kind, 'muted'],
      [kind, null],
    ])
    await control.stop()
    assert.equal(looks.size, 0, 'nothing is watched any more')
  })
}

for (const kind of KINDS) {
  test(`a ${kind} that takes over and brings nothing is called that, and not replaced or all right`, async () => {
    for (const now of ['one', 'two']) {
      const bench = await inUse(kind)
      bench.track.settings = { deviceId: 'one' }
      const next = new FakeTrack(kind === 'camera' ? 'video' : 'audio', { deviceId: now })
      next.muted = true
      bench.world.openCamera = bench.world.openMicrophone = () => Promise.resolve(next)
      bench.track.end()
      await flush()
      assert.equal(bench.local()[kind].problem, 'muted', now)
      assert.deepEqual(bench.publisher.faults.at(-1), [kind, 'muted'])
      next.mute(false)
      assert.equal(bench.local()[kind].problem, null)
    }
  })

  test(`a ${kind} that is chosen and brings nothing is called that`, async () => {
    const bench = await inUse(kind)
    const next = new FakeTrack(kind === 'camera' ? 'video' : 'audio')
    next.muted = true
    bench.world.openCamera = bench.world.openMicrophone = () => Promise.resolve(next)
    await bench[kind].select('other')
    assert.equal(bench.local()[kind].problem, 'muted')
  })
}

test('a chosen camera that another program holds is named, although the former one is gone as well', async () => {
  const bench = await inUse('camera')
  refuse(bench, 'in-use')
  await bench.camera.select('other')
  assert.equal(bench.local().camera.problem, 'in-use')
})

test('a camera without frames is told to everybody, also through a new media session', async () => {
  const bench = await inUse('camera')
  const { track, publisher, local, pass, camera } = bench
  track.stats = { totalFrames: 10 }
  pass(6)
  assert.equal(local().camera.problem, 'no-frames')
  assert.deepEqual(publisher.faults.at(-1), ['camera', 'no-frames'])
  publisher.faults.length = 0
  await camera.attach(bench.context.publisher() as never)
  assert.deepEqual(publisher.faults, [['camera', 'no-frames']])
  track.stats = { totalFrames: 11 }
  pass(1)
  assert.equal(local().camera.problem, null)
})

test('a picture that changes its size is published again, in the layers that fit', async () => {
  const { track, publisher, pass } = await inUse('camera')
  publisher.calls.length = 0
  track.settings = { width: 640, height: 360 }
  pass(1)
  await flush()
  assert.deepEqual(publisher.calls, [], 'it may not be done yet')
  pass(4)
  await flush()
  assert.deepEqual(publisher.calls, [`camera ${track.id}`])
})
