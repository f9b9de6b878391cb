import type { CheckDevice } from '../../../protocol/index.ts'
import type { Capture } from '../../media/capture/capture.ts'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import { LevelMeter, meterLevel } from '../../media/capture/level-meter.ts'
import type { PreferenceStore } from '../../media/capture/preferences.ts'
import type { LevelListener, MediaProblem } from '../../media/media-types.ts'

/** Measures a track until it is stopped; see `LevelMeter`. */
export type CheckMeter = (track: MediaStreamTrack, measured: (decibels: number) => void) => { stop(): void }

/** What became of both devices. */
export interface DeviceResults {
  camera: CheckDevice
  microphone: CheckDevice
}

// A room in which nobody speaks is at -60 dBFS, a microphone that is switched off at -100.
const SILENT_BELOW_DB = -80

const KNOWN: readonly MediaProblem[] = [
  'permission-denied',
  'permission-denied-by-system',
  'blocked-by-policy',
  'not-found',
  'in-use',
  'insecure-origin',
  'unsupported',
  'no-frames',
]

function resultOf(error: unknown): CheckDevice {
  const problem = error instanceof CaptureError ? error.problem : 'unknown'
  return KNOWN.includes(problem) ? (problem as CheckDevice) : 'unknown'
}

/** Camera and microphone of a check: opened once, measured all the time, closed at its end. */
export class CheckDevices {
  readonly #capture: Capture
  readonly #preferences: PreferenceStore
  readonly #createMeter: CheckMeter
  readonly #levelListeners = new Set<LevelListener>()
  #camera: MediaStreamTrack | undefined
  #microphone: MediaStreamTrack | undefined
  #meter: { stop(): void } | undefined
  #loudestDb = Number.NEGATIVE_INFINITY
  #measured = 0

  constructor(
    capture: Capture,
    preferences: PreferenceStore,
    createMeter: CheckMeter = (track, measured) => new LevelMeter(track, measured),
  ) {
    this.#capture = capture
    this.#preferences = preferences
    this.#createMeter = createMeter
  }

  get camera(): MediaStreamTrack | undefined {
    return this.#camera
  }

  get microphone(): MediaStreamTrack | undefined {
    return this.#microphone
  }

  /** Whether the microphone has been measured and brought nothing but digital silence. */
  get isSilent(): boolean {
    return this.#measured > 0 && this.#loudestDb < SILENT_BELOW_DB
  }

  /** Asks for both with one question; where that fails, for each alone, to know which it is. Never rejects. */
  async open(): Promise<DeviceResults> {
    const { camera, microphone } = this.#preferences.read()
    const choice = { deviceId: camera, facing: null, resolution: '720p' as const }
    try {
      const both = await this.#capture.openBoth(choice, microphone)
      this.#camera = both.camera
      this.#listen(both.microphone)
      return { camera: 'works', microphone: 'works' }
    } catch {
      const found: DeviceResults = { camera: 'works', microphone: 'works' }
      try {
        this.#listen(await this.#capture.openMicrophone(microphone))
      } catch (error) {
        found.microphone = resultOf(error)
      }
      try {
        this.#camera = await this.#capture.openCamera(choice)
      } catch (error) {
        found.camera = resultOf(error)
      }
      return found
    }
  }

  /** Hears the level of the microphone, 0 to 1. Returns the end of the subscription. */
  watchLevel(listener: LevelListener): () => void {
    this.#levelListeners.add(listener)
    return () => this.#levelListeners.delete(listener)
  }

  close(): void {
    this.#meter?.stop()
    this.#camera?.stop()
    this.#microphone?.stop()
    for (const listener of this.#levelListeners) listener(0)
  }

  #listen(microphone: MediaStreamTrack): void {
    this.#microphone = microphone
    this.#meter = this.#createMeter(microphone, (decibels) => {
      this.#measured += 1
      this.#loudestDb = Math.max(this.#loudestDb, decibels)
      for (const listener of this.#levelListeners) listener(meterLevel(decibels))
    })
  }
}
