import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestInterruptedError } from '../../connection/request-errors.ts'
import type { Capture, ScreenCapture } from '../../media/capture/capture.ts'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import type { CameraChoice } from '../../media/capture/constraints.ts'
import { FakeTrack } from '../../media/test-track.ts'
import { createPreferences } from '../../media/capture/preferences.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { LOCAL_OWNER, TrackRegistry } from '../../media/track-registry.ts'
import { CameraControl } from './camera-control.ts'
import { INITIAL_LOCAL_MEDIA } from '../state/initial-state.ts'
import type { LocalContext } from './local-context.ts'
import { MicrophoneControl } from './microphone-control.ts'
import { ScreenControl } from './screen-control.ts'
import type { LocalMedia } from '../state/state.ts'

/** Notes what a control asks of the publisher. */
class FakePublisher {
  readonly calls: string[] = []
  closed = false
  fail: Error | null = null

  publishMicrophone(track: FakeTrack, paused: boolean): Promise<void> {
    track.enabled = !paused
    return this.#note(`microphone ${track.id}${paused ? ' paused' : ''}`)
  }
  publishCamera(track: FakeTrack): Promise<void> {
    return this.#note(`camera ${track.id}`)
  }
  publishScreen(track: FakeTrack): Promise<void> {
    return this.#note(`screen ${track.id}`)
  }
  publishScreenAudio(track: FakeTrack): Promise<void> {
    return this.#note(`screen-audio ${track.id}`)
  }
  setPaused(source: string, paused: boolean): Promise<void> {
    return this.#note(`${source} ${paused ? 'pause' : 'resume'}`)
  }
  unpublish(source: string): Promise<void> {
    this.calls.push(`${source} close`)
    return Promise.resolve()
  }
  #note(call: string): Promise<void> {
    this.calls.push(call)
    return this.fail ? Promise.reject(this.fail) : Promise.resolve()
  }
}

function createBench() {
  let local: LocalMedia = INITIAL_LOCAL_MEDIA
  const publisher = new FakePublisher()
  const world = {
    inMeeting: false,
    publishing: false,
    openCamera: (_: CameraChoice): Promise<FakeTrack> => Promise.resolve(new FakeTrack('video')),
    openMicrophone: (_: string): Promise<FakeTrack> => Promise.resolve(new FakeTrack('audio')),
    openScreen: (): Promise<ScreenCapture | null> => Promise.resolve(null),
  }
  const tracks = new TrackRegistry()
  const context: LocalContext = {
    capture: {
      openCamera: (choice: CameraChoice) => world.openCamera(choice),
      openMicrophone: (id: string) => world.openMicrophone(id),
      openScreen: () => world.openScreen(),
    } as unknown as Capture,
    preferences: createPreferences(undefined),
    tracks,
    read: () => local,
    patch: (part) => (local = { ...local, ...part }),
    publisher: () => (world.publishing ? (publisher as unknown as Publisher) : null),
    inMeeting: () => world.inMeeting,
    refreshDevices: () => undefined,
  }
  const enter = (): void => void Object.assign(world, { inMeeting: true, publishing: true })
  const meter = { running: 0, measured: (_: number): void => undefined }
  const microphone = new MicrophoneControl(context, (_, measured) => {
    meter.running += 1
    meter.measured = measured
    return { stop: () => (meter.running -= 1) }
  })
  return {
    world,
    publisher,
    tracks,
    enter,
    meter,
    context,
    microphone,
    camera: new CameraControl(context),
    screen: new ScreenControl(context),
    local: () => local,
    find: (source: 'camera' | 'microphone' | 'screen') =>
      tracks.find(LOCAL_OWNER, source) as unknown as FakeTrack | undefined,
  }
}

const flush = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('before the meeting a microphone that is switched off is closed', async () => {
  const { microphone, find, local } = createBench()
  await microphone.set(true)
  const track = find('microphone')
  assert.equal(local().microphone.status, 'on')
  await microphone.set(false)
  assert.equal(track?.readyState, 'ended')
  assert.equal(find('microphone'), undefined)
  assert.equal(local().microphone.status, 'off')
})

test('in the meeting a muted microphone stays open and is silent at once', async () => {
  const { microphone, find, enter, publisher, local } = createBench()
  await microphone.set(true)
  enter()
  const muting = microphone.set(false)
  assert.equal(find('microphone')?.enabled, false)
  assert.equal(local().microphone.status, 'off')
  await muting
  assert.equal(find('microphone')?.readyState, 'live')
  assert.deepEqual(publisher.calls, ['microphone pause'])
})

test('a wish that changes while permission is asked for wins', async () => {
  const { microphone, world, find, local } = createBench()
  const asked = Promise.withResolvers<FakeTrack>()
  world.openMicrophone = () => asked.promise
  const on = microphone.set(true)
  await flush()
  assert.equal(local().microphone.status, 'starting')
  const off = microphone.set(false)
  const track = new FakeTrack('audio')
  asked.resolve(track)
  await Promise.all([on, off])
  assert.equal(track.readyState, 'ended')
  assert.equal(find('microphone'), undefined)
  assert.equal(local().microphone.status, 'off')
})

test('a microphone that cannot be opened says why', async () => {
  const { microphone, world, local } = createBench()
  world.openMicrophone = () => Promise.reject(new CaptureError('in-use'))
  await microphone.set(true)
  assert.deepEqual(local().microphone, { status: 'off', problem: 'in-use' })
  world.openMicrophone = () => Promise.resolve(new FakeTrack('audio'))
  await microphone.set(true)
  assert.deepEqual(local().microphone, { status: 'on', problem: null })
})

test('a new media session gets what is captured, muted as it is', async () => {
  const { microphone, camera, enter, publisher, find } = createBench()
  await microphone.set(true)
  await camera.set(true)
  enter()
  await microphone.set(false)
  publisher.calls.length = 0
  await microphone.attach(publisher as unknown as Publisher)
  await camera.attach(publisher as unknown as Publisher)
  const [voice, video] = [find('microphone')?.id, find('camera')?.id]
  assert.deepEqual(publisher.calls, [`microphone ${voice} paused`, `camera ${video}`])
})

test('a connection that breaks during unmute is no failure: the next session unmutes', async () => {
  const { microphone, enter, publisher, local } = createBench()
  await microphone.set(true)
  enter()
  await microphone.set(false)
  publisher.fail = new RequestInterruptedError('producer:resume')
  await microphone.set(true)
  assert.deepEqual(local().microphone, { status: 'on', problem: null })
  publisher.fail = null
  publisher.calls.length = 0
  await microphone.attach(publisher as unknown as Publisher)
  assert.equal(publisher.calls.length, 1)
  assert.equal(publisher.calls[0]?.endsWith('paused'), false)
})

test('a source that the server refuses is off, with a problem', async () => {
  const { microphone, camera, enter, publisher, local, find } = createBench()
  enter()
  publisher.fail = new Error('unsupported_media')
  await microphone.set(true)
  await camera.set(true)
  assert.deepEqual(local().microphone, { status: 'off', problem: 'unknown' })
  assert.equal(local().camera.status, 'off')
  assert.equal(local().camera.problem, 'unknown')
  assert.equal(find('camera'), undefined)
})

test('an unplugged microphone is replaced, and the person is told', async () => {
  const { microphone, enter, publisher, find, local } = createBench()
  await microphone.set(true)
  enter()
  const former = find('microphone')
  former?.end()
  await flush()
  const now = find('microphone')
  assert.ok(now && now !== former)
  assert.equal(publisher.calls.at(-1), `microphone ${now.id}`)
  assert.deepEqual(local().microphone, { status: 'on', problem: 'not-found' })
})

test('another microphone takes over while muted and stays muted', async () => {
  const { microphone, enter, publisher, find } = createBench()
  await microphone.set(true)
  enter()
  await microphone.set(false)
  const former = find('microphone')
  await microphone.select('usb')
  const now = find('microphone')
  assert.equal(former?.readyState, 'ended')
  assert.equal(now?.enabled, false)
  assert.equal(publisher.calls.at(-1), `microphone ${now.id} paused`)
})

test('a microphone that cannot take over leaves the present one in place', async () => {
  const { microphone, world, find, local } = createBench()
  await microphone.set(true)
  const former = find('microphone')
  world.openMicrophone = () => Promise.reject(new CaptureError('in-use'))
  await microphone.select('usb')
  assert.equal(find('microphone'), former)
  assert.equal(former?.readyState, 'live')
  assert.equal(local().microphone.problem, 'in-use')
})

test('talk is noticed while muted in a meeting, and only then', async () => {
  const { microphone, enter, meter, local } = createBench()
  await microphone.set(true)
  assert.equal(meter.running, 0)
  enter()
  await microphone.set(false)
  assert.equal(meter.running, 1)
  for (let reading = 0; reading < 4; reading += 1) meter.measured(-20)
  assert.equal(local().talkingWhileMuted, true)
  await microphone.set(true)
  assert.equal(local().talkingWhileMuted, false)
  assert.equal(meter.running, 0)
})

test('the level is measured while somebody looks at it', async () => {
  const { microphone, meter } = createBench()
  const levels: number[] = []
  const end = microphone.watchLevel((level) => levels.push(level))
  await microphone.set(true)
  assert.equal(meter.running, 1)
  meter.measured(-10)
  end()
  assert.equal(meter.running, 0)
  assert.deepEqual(levels, [1])
})

test('a camera that is switched off is closed and its producer ended', async () => {
  const { camera, enter, publisher, find, local } = createBench()
  enter()
  await camera.set(true)
  const track = find('camera')
  const off = camera.set(false)
  assert.equal(track?.enabled, false)
  await off
  assert.equal(track?.readyState, 'ended')
  assert.equal(publisher.calls.at(-1), 'camera close')
  assert.equal(local().camera.status, 'off')
  await camera.set(true)
  assert.notEqual(find('camera'), track)
  assert.equal(local().camera.status, 'on')
})

test('a phone that opens one camera at a time changes cameras all the same', async () => {
  const { camera, world, find } = createBench()
  await camera.set(true)
  const former = find('camera')
  world.openCamera = () =>
    former?.readyState === 'live'
      ? Promise.reject(new CaptureError('in-use'))
      : Promise.resolve(new FakeTrack('video'))
  await camera.select('rear')
  assert.equal(former?.readyState, 'ended')
  assert.equal(find('camera')?.readyState, 'live')
})

test('flipping changes between front and rear where the browser tells them apart', async () => {
  const { camera, world, local } = createBench()
  const asked: unknown[] = []
  world.openCamera = ({ facing, deviceId }) => {
    asked.push([facing, deviceId])
    return Promise.resolve(new FakeTrack('video', { facingMode: facing ?? 'user' }))
  }
  await camera.set(true)
  assert.equal(local().camera.facing, 'user')
  await camera.flip()
  assert.equal(local().camera.facing, 'environment')
  await camera.flip()
  assert.deepEqual(asked, [
    [null, ''],
    ['environment', ''],
    ['user', ''],
  ])
})

test('flipping goes to the next camera where facing is unknown', async () => {
  const { camera, world, context, local } = createBench()
  context.patch({
    devices: { ...local().devices, camera: ['one', 'two'].map((id) => ({ id, label: id })) },
  })
  const asked: string[] = []
  world.openCamera = ({ deviceId }) => {
    asked.push(deviceId)
    return Promise.resolve(new FakeTrack('video', { deviceId: deviceId || 'one' }))
  }
  await camera.set(true)
  await camera.flip()
  await camera.flip()
  assert.deepEqual(asked, ['', 'two', 'one'])
})

test('another resolution is applied to the open camera and published', async () => {
  const { camera, enter, publisher, find, local } = createBench()
  enter()
  await camera.set(true)
  const track = find('camera')
  await camera.setResolution('360p')
  assert.equal(find('camera'), track)
  assert.equal(track?.getSettings().height, 360)
  assert.equal(local().camera.resolution, '360p')
  assert.equal(publisher.calls.filter((call) => call === `camera ${track.id}`).length, 2)
})

test('a shared screen ends everywhere when the browser ends it', async () => {
  const { screen, world, enter, publisher, find, local } = createBench()
  const video = new FakeTrack('video')
  const audio = new FakeTrack('audio')
  world.openScreen = () => Promise.resolve({ video: video.asTrack(), audio: audio.asTrack() })
  enter()
  await screen.start()
  assert.deepEqual(local().screen, { status: 'on', hasAudio: true, problem: null })
  assert.equal(find('screen'), video)
  video.end()
  await flush()
  assert.equal(audio.readyState, 'ended')
  assert.deepEqual(local().screen, { status: 'off', hasAudio: false, problem: null })
  assert.deepEqual(publisher.calls.slice(-2), ['screen close', 'screen-audio close'])
})

test('closing the question what to share changes nothing', async () => {
  const { screen, enter, publisher, local } = createBench()
  enter()
  await screen.start()
  assert.deepEqual(local().screen, { status: 'off', hasAudio: false, problem: null })
  assert.deepEqual(publisher.calls, [])
})

test('the sound of a shared screen may end before its picture', async () => {
  const { screen, world, enter, publisher, local } = createBench()
  const audio = new FakeTrack('audio')
  world.openScreen = () =>
    Promise.resolve({ video: new FakeTrack('video').asTrack(), audio: audio.asTrack() })
  enter()
  await screen.start()
  audio.end()
  await flush()
  assert.equal(local().screen.status, 'on')
  assert.equal(local().screen.hasAudio, false)
  assert.equal(publisher.calls.at(-1), 'screen-audio close')
})
