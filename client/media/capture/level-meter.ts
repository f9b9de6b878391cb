import { clamp } from '../../numbers.ts'

const READINGS_PER_SECOND = 10
const SAMPLES = 1_024
const SILENCE_DB = -100
// Range of the meter: quiet room to close and loud.
const METER_FLOOR_DB = -60
const METER_CEILING_DB = -10

/** Level of a block of samples in dBFS, from -100 (silence) to 0. */
export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  return Math.max(SILENCE_DB, 20 * Math.log10(rms))
}

/** Turns dBFS into 0 to 1 for a meter that moves evenly with loudness. */
export function meterLevel(decibels: number): number {
  const share = (decibels - METER_FLOOR_DB) / (METER_CEILING_DB - METER_FLOOR_DB)
  return clamp(share, 0, 1)
}

// Browsers bound the number of audio contexts, so all meters share one.
let sharedContext: AudioContext | undefined

function openContext(): AudioContext {
  sharedContext ??= new AudioContext({ latencyHint: 'playback' })
  return sharedContext
}

/**
 * Measures a track about ten times a second until it is stopped. It reads blocks
 * from an analyser on a timer: cheaper than a worklet that wakes for each block.
 * A meter is an ornament: where the browser has none to give, it shows nothing and
 * never throws. Source: W3C Web Audio API, "AnalyserNode".
 */
export class LevelMeter {
  readonly #track: MediaStreamTrack
  #nodes: AudioNode[] = []
  #timer: ReturnType<typeof setInterval> | undefined
  #wake: () => void = () => undefined

  /**
   * @param track - measured through a copy, so that muting the original does not
   *   deafen the meter
   * @param measured - called with the level in dBFS
   */
  constructor(track: MediaStreamTrack, measured: (decibels: number) => void) {
    this.#track = track.clone()
    this.#track.enabled = true
    try {
      this.#start(measured)
    } catch {
      // Switched off, no audio device, or more contexts than the browser allows.
      this.stop()
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    for (const event of WAKING_EVENTS) window.removeEventListener(event, this.#wake)
    for (const node of this.#nodes) node.disconnect()
    this.#track.stop()
  }

  #start(measured: (decibels: number) => void): void {
    const context = openContext()
    // Without a gesture on the page the context sleeps; the first one wakes it.
    this.#wake = () => void context.resume().catch(() => undefined)
    this.#wake()
    for (const event of WAKING_EVENTS) window.addEventListener(event, this.#wake)
    const source = context.createMediaStreamSource(new MediaStream([this.#track]))
    this.#nodes = [source]
    const analyser = context.createAnalyser()
    analyser.fftSize = SAMPLES
    source.connect(analyser)
    this.#nodes = [source, analyser]
    const samples = new Float32Array(analyser.fftSize)
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      measured(levelOf(samples))
    }, 1_000 / READINGS_PER_SECOND)
  }
}

const WAKING_EVENTS = ['pointerdown', 'keydown'] as const
