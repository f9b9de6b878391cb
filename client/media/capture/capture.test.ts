import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaptureError } from './capture-problem.ts'
import { Capture, type CaptureDevices } from './capture.ts'
import { FakeTrack } from '../test-track.ts'

const choice = { deviceId: '', facing: null, resolution: '720p' } as const
const failure = (name: string): Error => Object.assign(new Error(name), { name })

function streamOf(...tracks: FakeTrack[]): MediaStream {
  const pick = (kind: string): FakeTrack[] => tracks.filter((track) => track.kind === kind)
  return {
    getTracks: () => tracks,
    getVideoTracks: () => pick('video'),
    getAudioTracks: () => pick('audio'),
  } as unknown as MediaStream
}

/** Devices that answer each call with the next outcome. */
function devicesWith(...outcomes: (MediaStream | Error)[]): CaptureDevices & { asked: unknown[] } {
  const asked: unknown[] = []
  const answer = (constraints: unknown): Promise<MediaStream> => {
    asked.push(constraints)
    const outcome = outcomes.shift() ?? failure('NotFoundError')
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome)
  }
  return { asked, getUserMedia: answer, getDisplayMedia: answer }
}

const isProblem = (problem: string) => (error: unknown) =>
  error instanceof CaptureError && error.problem === problem

test('a remembered camera that is gone is replaced by another one', async () => {
  const track = new FakeTrack('video')
  const devices = devicesWith(failure('OverconstrainedError'), streamOf(track))
  const opened = await new Capture(devices, true).openCamera({ ...choice, deviceId: 'gone' })
  assert.equal(opened, track.asTrack())
  const [first, second] = devices.asked as { video: MediaTrackConstraints }[]
  assert.deepEqual(first?.video.deviceId, { exact: 'gone' })
  assert.deepEqual(second?.video.deviceId, { ideal: 'gone' })
})

test('a denied permission is not asked for a second time', async () => {
  const devices = devicesWith(failure('NotAllowedError'))
  await assert.rejects(new Capture(devices, true).openMicrophone('one'), isProblem('permission-denied'))
  assert.equal(devices.asked.length, 1)
})

test('voice processing is asked for with the microphone', async () => {
  const devices = devicesWith(streamOf(new FakeTrack('audio')))
  await new Capture(devices, true).openMicrophone('')
  const [{ audio } = { audio: {} }] = devices.asked as { audio: MediaTrackConstraints }[]
  assert.equal(audio.echoCancellation, true)
  assert.equal(audio.noiseSuppression, true)
  assert.equal(audio.autoGainControl, true)
  assert.equal('deviceId' in audio, false)
})

test('closing the question what to share is no problem', async () => {
  const devices = devicesWith(failure('NotAllowedError'))
  assert.equal(await new Capture(devices, true).openScreen(), null)
})

test('a share that a policy forbids is one, and not a question that was closed', async () => {
  const policy = Object.assign(failure('NotAllowedError'), {
    message: 'Access to the feature "display-capture" is disallowed by permissions policy.',
  })
  for (const refusal of [policy, failure('SecurityError')]) {
    await assert.rejects(new Capture(devicesWith(refusal), true).openScreen(), isProblem('blocked-by-policy'))
  }
})

test('a shared screen is marked as text, and its sound is optional', async () => {
  const video = new FakeTrack('video')
  const shared = await new Capture(devicesWith(streamOf(video)), true).openScreen()
  assert.equal(shared?.video, video.asTrack())
  assert.equal(shared.audio, undefined)
  assert.equal(video.contentHint, 'text')
})

test('a shared screen may stand still, which getDisplayMedia() cannot be asked for', async () => {
  const video = new FakeTrack('video')
  const devices = devicesWith(streamOf(video))
  await new Capture(devices, true).openScreen()
  const [asked] = devices.asked as { video: { frameRate: ConstrainDoubleRange } }[]
  assert.equal('min' in (asked?.video.frameRate ?? {}), false)
  assert.deepEqual(video.constraints, [{ frameRate: { min: 0, ...asked?.video.frameRate } }])
})

test('a browser that refuses that, or never answers, shares the screen all the same', async () => {
  const refusal = Promise.reject(failure('OverconstrainedError'))
  for (const answer of [refusal, new Promise<void>(() => {})]) {
    const video = new FakeTrack('video')
    video.applyConstraints = () => answer
    const shared = await new Capture(devicesWith(streamOf(video)), true).openScreen()
    assert.equal(shared?.video, video.asTrack())
  }
})

test('a page on an insecure origin fails with the reason', async () => {
  const capture = new Capture(undefined, false)
  assert.equal(capture.canShareScreen, false)
  await assert.rejects(capture.openCamera(choice), isProblem('insecure-origin'))
})

test('the direction of a camera is a wish, until somebody asks for one', async () => {
  const devices = devicesWith(streamOf(new FakeTrack('video')), streamOf(new FakeTrack('video')))
  const capture = new Capture(devices, true)
  await capture.openCamera(choice)
  await capture.openCamera({ ...choice, facing: 'environment' })
  const [first, second] = devices.asked as { video: MediaTrackConstraints }[]
  assert.deepEqual(first?.video.facingMode, { ideal: 'user' })
  assert.deepEqual(second?.video.facingMode, { exact: 'environment' })
})
