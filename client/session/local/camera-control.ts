import type { CaptureFault } from '../../../protocol/index.ts'
import { videoConstraints, type CameraChoice } from '../../media/capture/constraints.ts'
import { TrackWatch } from '../../media/capture/track-watch.ts'
import type { CaptureResolution, Facing, MediaProblem } from '../../media/media-types.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { SerialQueue } from '../../media/serial-queue.ts'
import { LOCAL_OWNER } from '../../media/track-registry.ts'
import { isFault, problemOf, problemOfLoss, published, type LocalContext } from './local-context.ts'
import type { TrackOpener } from './microphone-control.ts'
import type { LocalMedia } from '../state/state.ts'

/** The camera: off means closed, so that its light goes out. */
export class CameraControl {
  readonly #context: LocalContext
  readonly #queue = new SerialQueue()
  #wanted = false
  #track: MediaStreamTrack | null = null
  #watch: TrackWatch | null = null
  #facing: Facing | null = null

  constructor(context: LocalContext) {
    this.#context = context
  }

  /** What to open, as chosen and remembered. */
  get choice(): CameraChoice {
    const { camera, resolution } = this.#context.preferences.read()
    return { deviceId: camera, facing: this.#facing, resolution }
  }

  async set(on: boolean, open?: TrackOpener): Promise<void> {
    if (on && !this.#context.maySend('camera')) return
    this.#context.preferences.write({ cameraOn: on })
    if (!on) return await this.halt()
    this.#wanted = true
    await this.#queue.run(() => this.#apply(open))
  }

  /** Turns it off, and leaves what is remembered as it is. */
  halt(): Promise<void> {
    this.#wanted = false
    // Whatever is under way, nothing is seen from now on.
    if (this.#track) this.#track.enabled = false
    this.#patch({ status: 'off' })
    return this.#queue.run(() => this.#apply())
  }

  select(deviceId: string): Promise<void> {
    const context = this.#context
    context.preferences.write({ camera: deviceId })
    context.patch({ selected: { ...context.read().selected, camera: deviceId } })
    this.#facing = null
    return this.#queue.run(async () => {
      if (this.#track) await this.#replace()
    })
  }

  /** Changes between front and rear, else to the next camera in the list. */
  async flip(): Promise<void> {
    const { facing } = this.#context.read().camera
    if (facing && (await this.#turnTo(facing === 'user' ? 'environment' : 'user'))) return
    const { camera: cameras } = this.#context.read().devices
    const current = this.#track?.getSettings().deviceId ?? this.#context.preferences.read().camera
    const index = cameras.findIndex(({ id }) => id === current)
    const next = cameras[(index + 1) % cameras.length]
    if (next && next.id !== current) await this.select(next.id)
  }

  setResolution(resolution: CaptureResolution): Promise<void> {
    this.#context.preferences.write({ resolution })
    this.#patch({ resolution })
    return this.#queue.run(async () => {
      const track = this.#track
      if (!track) return
      // Cameras offer what they can; a refusal leaves the picture as it was.
      await track.applyConstraints(videoConstraints(resolution)).catch(() => undefined)
      await this.#publish(track)
    })
  }

  /** Sends it through a new media session. */
  attach(publisher: Publisher): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#track) await this.#send(publisher, this.#track)
    })
  }

  /** Closes the device, and sends nothing of it any more. */
  stop(): Promise<void> {
    const off = this.halt()
    this.#patch({ problem: null })
    return off
  }

  async #apply(open?: TrackOpener): Promise<void> {
    if (this.#wanted && !this.#track) {
      await this.#open(open)
      if (this.#wanted && this.#track) await this.#publish(this.#track)
    }
    // The wish may have changed while permission was asked for.
    if (!this.#wanted) return await this.#turnOff()
    if (!this.#track) return
    this.#track.enabled = true
    // Whatever was told of an earlier device is settled.
    this.#patch({ status: 'on', problem: this.#watch?.fault ?? null })
  }

  async #open(open: TrackOpener = () => this.#context.capture.openCamera(this.choice)): Promise<void> {
    this.#patch({ status: 'starting', problem: null })
    try {
      this.#adopt(await open())
      this.#context.refreshDevices()
    } catch (error) {
      this.#wanted = false
      this.#patch({ status: 'off', problem: problemOf(error) })
    }
  }

  async #turnOff(): Promise<void> {
    this.#close()
    this.#patch({ status: 'off' })
    await this.#context.publisher()?.unpublish('camera')
  }

  async #publish(track: MediaStreamTrack): Promise<void> {
    const publisher = this.#context.publisher()
    if (publisher) await this.#send(publisher, track)
  }

  async #send(publisher: Publisher, track: MediaStreamTrack): Promise<void> {
    if (await published(publisher, () => publisher.publishCamera(track))) {
      await publisher.setFault('camera', this.#watch?.fault ?? null)
      return
    }
    this.#wanted = false
    this.#close()
    this.#patch({ status: 'off', problem: 'unknown' })
  }

  /** Tries the camera that faces the other way. Resolves false when there is none. */
  #turnTo(facing: Facing): Promise<boolean> {
    return this.#queue.run(async () => {
      if (!this.#track) return false
      const before = { facing: this.#facing, camera: this.#context.preferences.read().camera }
      this.#facing = facing
      this.#context.preferences.write({ camera: '' })
      const turned = (await this.#replace()) && this.#context.read().camera.facing === facing
      if (turned) {
        this.#context.patch({ selected: { ...this.#context.read().selected, camera: '' } })
      } else {
        this.#facing = before.facing
        this.#context.preferences.write({ camera: before.camera })
      }
      return turned
    })
  }

  /** Opens the chosen camera in the place of the present one. */
  async #replace(): Promise<boolean> {
    const former = this.#track
    try {
      this.#adopt(await this.#openBeside(former))
      former?.stop()
      this.#patch({ problem: this.#watch?.fault ?? null })
    } catch (error) {
      const problem = problemOf(error)
      this.#patch({ problem })
      if (former?.readyState === 'ended') await this.#lost(former, problem)
      return false
    }
    if (this.#track) await this.#publish(this.#track)
    return true
  }

  /** Many phones open one camera at a time: then the former one gives way first. */
  async #openBeside(former: MediaStreamTrack | null): Promise<MediaStreamTrack> {
    const { capture } = this.#context
    try {
      return await capture.openCamera(this.choice)
    } catch (error) {
      if (!former || problemOf(error) !== 'in-use') throw error
      former.stop()
      return await capture.openCamera(this.choice)
    }
  }

  #adopt(track: MediaStreamTrack): void {
    // A hint for the encoder: faces and movement. Source: W3C MediaStreamTrack Content Hints.
    track.contentHint = 'motion'
    this.#track = track
    this.#context.tracks.set(LOCAL_OWNER, 'camera', track, track)
    const { facingMode } = track.getSettings()
    this.#patch({ facing: facingMode === 'user' || facingMode === 'environment' ? facingMode : null })
    this.#watch?.close()
    this.#watch = new TrackWatch(track, this.#context.everySecond, {
      faultChanged: (fault) => this.#faultChanged(track, fault),
      resized: () => void this.#queue.run(() => this.#resized(track)),
    })
    track.addEventListener('ended', () => void this.#queue.run(() => this.#lost(track)), { once: true })
  }

  /** The device is open and brings nothing, or something again. */
  #faultChanged(track: MediaStreamTrack, fault: CaptureFault | null): void {
    if (this.#track !== track) return
    if (fault !== null) this.#patch({ problem: fault })
    else if (isFault(this.#context.read().camera.problem)) this.#patch({ problem: null })
    void this.#context.publisher()?.setFault('camera', fault)
  }

  /** Another number of layers may fit the picture now. */
  async #resized(track: MediaStreamTrack): Promise<void> {
    if (this.#track === track && this.#wanted) await this.#publish(track)
  }

  /**
   * The camera ended by itself: another one takes over, and the person is told.
   *
   * @param reason - what led to it, where that is known already
   */
  async #lost(track: MediaStreamTrack, reason: MediaProblem | null = null): Promise<void> {
    if (this.#track !== track) return
    this.#close()
    const isTried = this.#wanted
    if (isTried) await this.#apply(undefined)
    if (!this.#track) {
      this.#patch({ status: 'off' })
      await this.#context.publisher()?.unpublish('camera')
    }
    const problem = isTried ? this.#context.read().camera.problem : null
    const loss = { former: track, now: this.#track, problem, fault: this.#watch?.fault ?? null }
    this.#patch({ problem: reason ?? (await problemOfLoss('camera', loss, this.#context)) })
  }

  #close(): void {
    const track = this.#track
    if (!track) return
    this.#track = null
    this.#watch?.close()
    this.#watch = null
    this.#context.tracks.remove(LOCAL_OWNER, 'camera', track)
    track.stop()
  }

  #patch(part: Partial<LocalMedia['camera']>): void {
    this.#context.patch({ camera: { ...this.#context.read().camera, ...part } })
  }
}
