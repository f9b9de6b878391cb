import type { Capture, ScreenCapture } from '../../media/capture/capture.ts'
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
import { TRACK_SOURCES, type LocalMedia, type TrackSource } from '../state/state.ts'

/** Notes what a control asks of the publisher. */
export class FakePublisher {
  readonly calls: string[] = []
  closed = false
  fail: Error | null = null
  readonly faults: unknown[] = []

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
  setFault(source: string, fault: string | null): Promise<void> {
    this.faults.push([source, fault])
    return Promise.resolve()
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

/** Controls whose devices and publisher are played by the test. */
export function createBench() {
  let local: LocalMedia = INITIAL_LOCAL_MEDIA
  const publisher = new FakePublisher()
  const world = {
    inMeeting: false,
    publishing: false,
    allowed: new Set<TrackSource>(TRACK_SOURCES),
    permission: 'granted' as PermissionState | undefined,
    openCamera: (_: CameraChoice): Promise<FakeTrack> => Promise.resolve(new FakeTrack('video')),
    openMicrophone: (_: string): Promise<FakeTrack> => Promise.resolve(new FakeTrack('audio')),
    openScreen: (): Promise<ScreenCapture | null> => Promise.resolve(null),
  }
  const tracks = new TrackRegistry()
  const looks = new Set<() => void>()
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
    maySend: (source) => world.allowed.has(source),
    readPermission: () => Promise.resolve(world.permission),
    everySecond: (look) => {
      looks.add(look)
      return () => looks.delete(look)
    },
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
    /** Lets seconds pass for whoever watches tracks. */
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) for (const look of looks) look()
    },
    looks,
    find: (source: 'camera' | 'microphone' | 'screen') =>
      tracks.find(LOCAL_OWNER, source) as unknown as FakeTrack | undefined,
  }
}

/** Lets everything run that needs no time to pass. */
export const flush = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
