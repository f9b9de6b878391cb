import { Capture } from '../../media/capture/capture.ts'
import { canSelectSpeaker, DeviceWatcher, readPermission } from '../../media/capture/device-watcher.ts'
import type { EverySecond } from '../../media/capture/track-watch.ts'
import type { DeviceKind } from '../../media/media-types.ts'
import { createPreferences, type PreferenceStore } from '../../media/capture/preferences.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import type { TrackRegistry } from '../../media/track-registry.ts'
import { CameraControl } from './camera-control.ts'
import type { LocalContext } from './local-context.ts'
import { MicrophoneControl, type MeterFactory } from './microphone-control.ts'
import { createPreviewOpeners } from './preview-opener.ts'
import { ScreenControl } from './screen-control.ts'
import { maySend } from '../state/permissions.ts'
import type { SessionStore } from '../state/session-store.ts'
import { TRACK_SOURCES, type SessionState, type TrackSource } from '../state/state.ts'

/** What the own media works with. */
export interface LocalMediaOptions {
  store: SessionStore
  tracks: TrackRegistry
  /** Where to send; null before the join, and between two media sessions. */
  publisher: () => Publisher | null
  capture?: Capture
  preferences?: PreferenceStore
  createMeter?: MeterFactory
  /** How tracks are looked at; a timer of the browser by default. */
  everySecond?: EverySecond
}

/** What this page captures. It outlives connections, seats and media sessions. */
export class LocalMediaControl {
  readonly microphone: MicrophoneControl
  readonly camera: CameraControl
  readonly screen: ScreenControl
  readonly #store: SessionStore
  readonly #capture: Capture
  readonly #preferences: PreferenceStore
  readonly #devices: DeviceWatcher

  constructor(options: LocalMediaOptions) {
    const { store, tracks, publisher } = options
    const capture = options.capture ?? new Capture()
    const preferences = options.preferences ?? createPreferences()
    const patch: LocalContext['patch'] = (part) =>
      store.patch(({ local }) => ({ local: { ...local, ...part } }))
    const context: LocalContext = {
      capture,
      preferences,
      tracks,
      read: () => store.read().local,
      patch,
      publisher,
      inMeeting: () => store.read().phase === 'meeting',
      maySend: (source) => maySend(store.read(), source),
      readPermission,
      everySecond: options.everySecond ?? everySecond,
      refreshDevices: () => void this.#devices.refresh(),
    }
    this.#store = store
    this.#capture = capture
    this.#preferences = preferences
    this.microphone = new MicrophoneControl(context, options.createMeter)
    this.camera = new CameraControl(context)
    this.screen = new ScreenControl(context)
    this.#devices = new DeviceWatcher((devices) => patch({ devices }))
    store.subscribe((state) => this.#obey(state))
  }

  /**
   * Opens what was on in the last meeting. Failures show as problems in the state.
   *
   * @param recalled - how this very tab left its meeting, where it returns to one:
   *   what another tab remembered must not unmute anybody
   */
  async startPreview(recalled?: { microphoneOn: boolean; cameraOn: boolean }): Promise<void> {
    this.#recall()
    const { microphone, ...remembered } = this.#preferences.read()
    const { microphoneOn, cameraOn } = recalled ?? remembered
    const listed = this.#devices.start()
    if (microphoneOn && cameraOn) {
      const openers = createPreviewOpeners(this.#capture, this.camera.choice, microphone)
      await Promise.all([
        this.microphone.set(true, openers.microphone),
        this.camera.set(true, openers.camera),
      ])
    } else if (microphoneOn) {
      await this.microphone.set(true)
    } else if (cameraOn) {
      await this.camera.set(true)
    }
    await listed
  }

  async select(kind: DeviceKind, deviceId: string): Promise<void> {
    if (kind === 'camera') return await this.camera.select(deviceId)
    if (kind === 'microphone') return await this.microphone.select(deviceId)
    this.#preferences.write({ speaker: deviceId })
    this.#store.patch(({ local }) => ({
      local: { ...local, selected: { ...local.selected, speaker: deviceId } },
    }))
  }

  /** Sends everything that is captured through a new media session. */
  attach(publisher: Publisher): void {
    // The voice goes first: it is small, and it is what people wait for.
    void this.microphone.attach(publisher)
    void this.camera.attach(publisher)
    void this.screen.attach(publisher)
  }

  /** Turns a source off because a host has: as its owner would, but what they prefer is remembered as it was. */
  halt(source: TrackSource): Promise<void> {
    return this[source].halt()
  }

  /** Stops all capture. */
  async stop(): Promise<void> {
    await Promise.all([this.microphone.stop(), this.camera.stop(), this.screen.stop()])
  }

  /** Whoever may send something no longer, or not in this room, does not capture it. */
  #obey(state: SessionState): void {
    for (const source of TRACK_SOURCES) {
      if (state.local[source].status !== 'off' && !maySend(state, source)) void this[source].stop()
    }
  }

  /** Shows what is remembered and what this browser can do. */
  #recall(): void {
    const { resolution, camera, microphone, speaker } = this.#preferences.read()
    this.#store.patch(({ local }) => ({
      local: {
        ...local,
        camera: { ...local.camera, resolution },
        selected: { camera, microphone, speaker },
        canSelectSpeaker: canSelectSpeaker(),
        canShareScreen: this.#capture.canShareScreen,
      },
    }))
  }
}

function everySecond(look: () => void): () => void {
  const timer = setInterval(look, 1_000)
  return () => clearInterval(timer)
}
