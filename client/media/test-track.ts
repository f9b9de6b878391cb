/** A MediaStreamTrack for tests: it has state and events, and captures nothing. */
export class FakeTrack extends EventTarget {
  static #count = 0
  readonly id: string
  readonly kind: 'audio' | 'video'
  enabled = true
  contentHint = ''
  readyState: MediaStreamTrackState = 'live'
  settings: MediaTrackSettings
  muted = false
  /** What the browser counted; undefined where it does not. */
  stats: { totalFrames: number } | undefined
  readonly clones: FakeTrack[] = []
  /** What was asked of the track, in order. */
  readonly constraints: MediaTrackConstraints[] = []

  constructor(kind: 'audio' | 'video', settings: MediaTrackSettings = {}) {
    super()
    FakeTrack.#count += 1
    this.id = `track-${FakeTrack.#count}`
    this.kind = kind
    this.settings = settings
  }

  getSettings(): MediaTrackSettings {
    return this.settings
  }

  applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.constraints.push(constraints)
    const ideal = (value: ConstrainULong | undefined): number | undefined =>
      typeof value === 'object' ? value.ideal : value
    const width = ideal(constraints.width)
    const height = ideal(constraints.height)
    this.settings = {
      ...this.settings,
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
    }
    return Promise.resolve()
  }

  clone(): MediaStreamTrack {
    const copy = new FakeTrack(this.kind, this.settings)
    this.clones.push(copy)
    return copy.asTrack()
  }

  stop(): void {
    this.readyState = 'ended'
  }

  /** The system or the browser mutes the device, or lets it speak again. */
  mute(muted: boolean): void {
    this.muted = muted
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'))
  }

  /** The device was unplugged, or the browser ended the capture. */
  end(): void {
    this.readyState = 'ended'
    this.dispatchEvent(new Event('ended'))
  }

  asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack
  }
}
