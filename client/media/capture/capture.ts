import { CaptureError, findProblem, type CaptureEnvironment } from './capture-problem.ts'
import {
  cameraConstraints,
  microphoneConstraints,
  screenFrameRate,
  screenOptions,
  type CameraChoice,
} from './constraints.ts'

/** The part of `navigator.mediaDevices` that capture uses. */
export type CaptureDevices = Pick<MediaDevices, 'getUserMedia' | 'getDisplayMedia'>

/** A shared screen, with sound where the browser and the person gave it. */
export interface ScreenCapture {
  video: MediaStreamTrack
  audio: MediaStreamTrack | undefined
}

/**
 * Opens cameras, microphones and screens. Every failure is a `CaptureError`.
 * A remembered device that is gone does not keep a person from the meeting:
 * another one is taken instead.
 */
export class Capture {
  readonly #devices: CaptureDevices | undefined
  readonly #environment: CaptureEnvironment

  /** @param devices - undefined where the browser offers none */
  constructor(
    devices: CaptureDevices | undefined = findMediaDevices(),
    isSecureContext: boolean = globalThis.isSecureContext ?? true,
  ) {
    this.#devices = devices
    this.#environment = { isSecureContext, hasMediaDevices: devices !== undefined }
  }

  /** Whether this browser can share a screen at all; phones cannot. */
  get canShareScreen(): boolean {
    return typeof this.#devices?.getDisplayMedia === 'function'
  }

  async openCamera(choice: CameraChoice): Promise<MediaStreamTrack> {
    const [track] = await this.#withFallback((strength) =>
      this.#open({ video: cameraConstraints(choice, strength) }),
    )
    return present(track)
  }

  async openMicrophone(deviceId: string): Promise<MediaStreamTrack> {
    const [track] = await this.#withFallback((strength) =>
      this.#open({ audio: microphoneConstraints(deviceId, strength) }),
    )
    return present(track)
  }

  /** Opens both with a single question for permission. Fails when either does. */
  async openBoth(
    camera: CameraChoice,
    microphoneId: string,
  ): Promise<{ camera: MediaStreamTrack; microphone: MediaStreamTrack }> {
    const tracks = await this.#withFallback((strength) =>
      this.#open({
        video: cameraConstraints(camera, strength),
        audio: microphoneConstraints(microphoneId, strength),
      }),
    )
    return {
      camera: present(tracks.find(({ kind }) => kind === 'video')),
      microphone: present(tracks.find(({ kind }) => kind === 'audio')),
    }
  }

  /**
   * Asks what to share.
   *
   * @returns null when the person closed the question
   */
  async openScreen(): Promise<ScreenCapture | null> {
    try {
      if (!this.#devices?.getDisplayMedia) throw new CaptureError('unsupported')
      const stream = await this.#devices.getDisplayMedia(screenOptions())
      const video = present(stream.getVideoTracks()[0])
      // Tells the encoder that sharp edges matter more than motion.
      // Source: W3C MediaStreamTrack Content Hints.
      video.contentHint = 'text'
      // An improvement and no condition: a browser that refuses it or never answers shares as before.
      video.applyConstraints(screenFrameRate()).catch(() => undefined)
      return { video, audio: stream.getAudioTracks()[0] }
    } catch (error) {
      const problem = findProblem(error, this.#environment)
      if (problem === 'permission-denied') return null
      throw new CaptureError(problem, { cause: error })
    }
  }

  /** Asks for exactly the chosen device first, then for any. */
  async #withFallback<T>(open: (strength: 'exact' | 'ideal') => Promise<T>): Promise<T> {
    try {
      return await open('exact')
    } catch (error) {
      const problem = findProblem(error, this.#environment)
      if (problem !== 'overconstrained' && problem !== 'not-found') throw error
      return await open('ideal')
    }
  }

  async #open(constraints: MediaStreamConstraints): Promise<MediaStreamTrack[]> {
    try {
      if (!this.#devices) throw new Error('This page cannot use media devices.')
      return (await this.#devices.getUserMedia(constraints)).getTracks()
    } catch (error) {
      throw new CaptureError(findProblem(error, this.#environment), { cause: error })
    }
  }
}

function findMediaDevices(): CaptureDevices | undefined {
  return globalThis.navigator?.mediaDevices
}

function present(track: MediaStreamTrack | undefined): MediaStreamTrack {
  if (!track) throw new CaptureError('not-found')
  return track
}
