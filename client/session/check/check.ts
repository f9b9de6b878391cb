import { openConnection, type SignalingConnection } from '../../connection/connection.ts'
import { Capture } from '../../media/capture/capture.ts'
import { createPreferences } from '../../media/capture/preferences.ts'
import { canRecord, playVoice, recordVoice } from '../../media/check/voice-recorder.ts'
import type { LevelListener } from '../../media/media-types.ts'
import { loadEngine } from '../../media/session/engine.ts'
import { verdictOf } from '../../../protocol/index.ts'
import { browserOf } from './browser-name.ts'
import { CheckDevices } from './check-devices.ts'
import { openLine } from './check-line.ts'
import { CheckRun } from './check-run.ts'
import { emptyCheck, type CheckState } from './check-state.ts'

/** Longest recording in milliseconds. */
const RECORDING_MS = 4000

/** What changed of a check: its state, and the picture to show. */
export interface CheckListener {
  changed: (state: CheckState) => void
  /** Undefined when there is none any more. */
  pictureChanged: (track: MediaStreamTrack | undefined) => void
}

/** The guest's own check of this page. Touches no device and no network before it is started. */
export class GuestCheck {
  readonly #listener: CheckListener
  #state: CheckState
  #connection: SignalingConnection | undefined
  #devices: CheckDevices | undefined
  #run: CheckRun | undefined
  readonly #levelListeners = new Set<LevelListener>()

  constructor(listener: CheckListener) {
    this.#listener = listener
    this.#state = emptyCheck(browserOf(navigator.userAgent))
  }

  get state(): CheckState {
    return this.#state
  }

  /** Checks everything, from the beginning. Never rejects. */
  async start(): Promise<void> {
    this.stop()
    const { speaker } = this.#state.result
    this.#state = emptyCheck(browserOf(navigator.userAgent))
    this.#patch({ result: { ...this.#state.result, speaker }, voice: canRecord() ? 'idle' : 'unavailable' })
    const devices = new CheckDevices(new Capture(), createPreferences())
    const connection = openConnection()
    this.#devices = devices
    this.#connection = connection
    devices.watchLevel((level) => {
      for (const listener of this.#levelListeners) listener(level)
    })
    // Of a run that was stopped nothing is shown any more.
    const isCurrent = (): boolean => this.#connection === connection
    const run = new CheckRun({
      connection,
      devices,
      loadEngine,
      openLine,
      wait: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
      state: () => this.#state,
      patch: (part) => {
        if (!isCurrent()) return
        this.#patch(part)
        if (part.phase === 'connecting') this.#listener.pictureChanged(devices.camera)
      },
      pictureReturned: (track) => {
        if (isCurrent()) this.#listener.pictureChanged(track)
      },
    })
    this.#run = run
    await run.run()
    // The picture that came back stands still now.
    if (isCurrent()) this.#listener.pictureChanged(devices.camera)
  }

  /** Says whether the test sound was heard. */
  async setHeard(heard: boolean): Promise<void> {
    const result = { ...this.#state.result, speaker: heard }
    this.#patch({ result })
    if (this.#state.phase !== 'done' || this.#state.verdict === null) return
    this.#patch({ verdict: verdictOf(result) })
    await this.#run?.report()
  }

  /** Records the microphone for some seconds, and plays that. Nothing of it leaves the page. */
  async tryVoice(): Promise<void> {
    const microphone = this.#devices?.microphone
    if (!microphone || this.#state.voice === 'recording' || this.#state.voice === 'playing') return
    try {
      this.#patch({ voice: 'recording' })
      const recording = await recordVoice(microphone, RECORDING_MS)
      this.#patch({ voice: 'playing' })
      await playVoice(recording)
      this.#patch({ voice: 'idle' })
    } catch {
      this.#patch({ voice: 'failed' })
    }
  }

  /** Hears the level of the microphone, 0 to 1. Returns the end of the subscription. */
  watchLevel(listener: LevelListener): () => void {
    this.#levelListeners.add(listener)
    return () => this.#levelListeners.delete(listener)
  }

  /** Closes devices and connection. May be called more than once. */
  stop(): void {
    this.#devices?.close()
    this.#connection?.close()
    this.#devices = undefined
    this.#connection = undefined
    this.#run = undefined
    this.#listener.pictureChanged(undefined)
  }

  #patch(part: Partial<CheckState>): void {
    this.#state = { ...this.#state, ...part }
    this.#listener.changed(this.#state)
  }
}
