import type { CaptureFault } from '../../../protocol/index.ts'
import { LevelMeter, meterLevel } from '../../media/capture/level-meter.ts'
import type { LevelListener } from '../../media/media-types.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { SerialQueue } from '../../media/serial-queue.ts'
import { SpeechDetector } from '../../media/capture/speech-detector.ts'
import { TrackWatch } from '../../media/capture/track-watch.ts'
import { LOCAL_OWNER } from '../../media/track-registry.ts'
import { isFault, problemOf, problemOfLoss, published, type LocalContext } from './local-context.ts'
import type { LocalMedia } from '../state/state.ts'

/** Opens a device; the preview opens two of them with one question. */
export type TrackOpener = () => Promise<MediaStreamTrack>

/** Starts to measure a track; replaceable in tests. */
export type MeterFactory = (track: MediaStreamTrack, measured: (decibels: number) => void) => { stop(): void }

/**
 * The microphone: captured while wanted, and kept open while muted in a meeting,
 * so that unmuting is instant. Before a meeting, off means closed.
 */
export class MicrophoneControl {
  readonly #context: LocalContext
  readonly #createMeter: MeterFactory
  readonly #queue = new SerialQueue()
  readonly #listeners = new Set<LevelListener>()
  readonly #detector = new SpeechDetector()
  #wanted = false
  #track: MediaStreamTrack | null = null
  #watch: TrackWatch | null = null
  #meter: { stop(): void } | null = null

  constructor(
    context: LocalContext,
    createMeter: MeterFactory = (track, measured) => new LevelMeter(track, measured),
  ) {
    this.#context = context
    this.#createMeter = createMeter
  }

  /** Switches it. Muting takes effect before this returns. */
  async set(on: boolean, open?: TrackOpener): Promise<void> {
    if (on && !this.#context.maySend('microphone')) return
    this.#context.preferences.write({ microphoneOn: on })
    if (!on) return await this.halt()
    this.#wanted = true
    await this.#queue.run(() => this.#apply(open))
  }

  /** Mutes, before this returns, and leaves what is remembered as it is. */
  halt(): Promise<void> {
    this.#silence()
    return this.#queue.run(() => this.#apply())
  }

  /** Changes to another device, muted or not. */
  select(deviceId: string): Promise<void> {
    const context = this.#context
    context.preferences.write({ microphone: deviceId })
    context.patch({ selected: { ...context.read().selected, microphone: deviceId } })
    return this.#queue.run(async () => {
      if (this.#track) await this.#replace()
    })
  }

  /** Sends it through a new media session. */
  attach(publisher: Publisher): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#track) await this.#send(publisher, this.#track)
      this.#tuneMeter()
    })
  }

  /** Closes the device, and sends nothing of it any more. */
  stop(): Promise<void> {
    this.#silence()
    return this.#queue.run(async () => {
      this.#close()
      this.#patch({ status: 'off', problem: null })
      await this.#context.publisher()?.unpublish('microphone')
    })
  }

  /** Hears the level. Returns the end of the subscription. */
  watchLevel(listener: LevelListener): () => void {
    this.#listeners.add(listener)
    this.#tuneMeter()
    return () => {
      this.#listeners.delete(listener)
      this.#tuneMeter()
    }
  }

  #silence(): void {
    this.#wanted = false
    if (this.#track) this.#track.enabled = false
    this.#patch({ status: 'off' })
  }

  async #apply(open?: TrackOpener): Promise<void> {
    if (this.#wanted && !this.#track) await this.#open(open)
    if (this.#wanted && this.#track) await this.#unmute(this.#track)
    // The wish may have changed while permission was asked for.
    if (!this.#wanted) await this.#mute()
    this.#tuneMeter()
  }

  async #open(open: TrackOpener = () => this.#openSelected()): Promise<void> {
    this.#patch({ status: 'starting', problem: null })
    try {
      this.#adopt(await open())
      this.#context.refreshDevices()
    } catch (error) {
      this.#wanted = false
      this.#patch({ status: 'off', problem: problemOf(error) })
    }
  }

  async #unmute(track: MediaStreamTrack): Promise<void> {
    const publisher = this.#context.publisher()
    if (publisher) await this.#send(publisher, track)
    else if (!this.#context.inMeeting()) track.enabled = true
    if (!this.#wanted) return
    // Whatever was told of an earlier device is settled.
    this.#patch({ status: 'on', problem: this.#watch?.fault ?? null })
    this.#setTalking(false)
  }

  async #mute(): Promise<void> {
    if (!this.#context.inMeeting()) this.#close()
    const publisher = this.#context.publisher()
    if (publisher) await published(publisher, () => publisher.setPaused('microphone', true))
  }

  /** Sends the track as it is wanted now. */
  async #send(publisher: Publisher, track: MediaStreamTrack): Promise<void> {
    const accepted = await published(publisher, () => publisher.publishMicrophone(track, !this.#wanted))
    if (accepted) {
      await publisher.setFault('microphone', this.#watch?.fault ?? null)
      return
    }
    this.#wanted = false
    track.enabled = false
    this.#patch({ status: 'off', problem: 'unknown' })
  }

  #openSelected(): Promise<MediaStreamTrack> {
    return this.#context.capture.openMicrophone(this.#context.preferences.read().microphone)
  }

  /** Opens the chosen device in the place of the present one. */
  async #replace(): Promise<void> {
    const former = this.#track
    try {
      const track = await this.#openSelected()
      track.enabled = false
      this.#adopt(track)
      former?.stop()
      this.#patch({ problem: this.#watch?.fault ?? null })
    } catch (error) {
      this.#patch({ problem: problemOf(error) })
      return
    }
    if (this.#track) await this.#resume(this.#track)
    this.#tuneMeter()
  }

  async #resume(track: MediaStreamTrack): Promise<void> {
    const publisher = this.#context.publisher()
    if (publisher) await this.#send(publisher, track)
    else track.enabled = this.#wanted && !this.#context.inMeeting()
  }

  #adopt(track: MediaStreamTrack): void {
    this.#stopMeter()
    this.#track = track
    this.#watch?.close()
    this.#watch = new TrackWatch(track, this.#context.everySecond, {
      faultChanged: (fault) => this.#faultChanged(track, fault),
      resized: () => undefined,
    })
    this.#context.tracks.set(LOCAL_OWNER, 'microphone', track, track)
    track.addEventListener('ended', () => void this.#queue.run(() => this.#lost(track)), { once: true })
  }

  /** The device is open and brings nothing, or something again. */
  #faultChanged(track: MediaStreamTrack, fault: CaptureFault | null): void {
    if (this.#track !== track) return
    if (fault !== null) this.#patch({ problem: fault })
    else if (isFault(this.#context.read().microphone.problem)) this.#patch({ problem: null })
    void this.#context.publisher()?.setFault('microphone', fault)
  }

  /** The device ended by itself: another one takes over, and the person is told. */
  async #lost(track: MediaStreamTrack): Promise<void> {
    if (this.#track !== track) return
    this.#close()
    const isTried = this.#wanted
    if (isTried) await this.#apply(undefined)
    const problem = isTried ? this.#context.read().microphone.problem : null
    const loss = { former: track, now: this.#track, problem, fault: this.#watch?.fault ?? null }
    this.#patch({ problem: await problemOfLoss('microphone', loss, this.#context) })
  }

  #close(): void {
    this.#stopMeter()
    const track = this.#track
    if (!track) return
    this.#track = null
    this.#watch?.close()
    this.#watch = null
    this.#context.tracks.remove(LOCAL_OWNER, 'microphone', track)
    track.stop()
    this.#setTalking(false)
  }

  /** Measures only while somebody looks at the meter, or to notice talk while muted. */
  #tuneMeter(): void {
    const mutedInside = this.#context.inMeeting() && !this.#wanted
    const needed = this.#track !== null && (this.#listeners.size > 0 || mutedInside)
    if (!needed) this.#stopMeter()
    else if (!this.#meter && this.#track) {
      this.#meter = this.#createMeter(this.#track, (decibels) => this.#measured(decibels))
    }
  }

  #stopMeter(): void {
    if (!this.#meter) return
    this.#meter.stop()
    this.#meter = null
    this.#detector.reset()
    for (const listener of this.#listeners) listener(0)
  }

  #measured(decibels: number): void {
    const level = this.#wanted ? meterLevel(decibels) : 0
    for (const listener of this.#listeners) listener(level)
    const speaks = this.#detector.feed(decibels, performance.now())
    this.#setTalking(speaks && !this.#wanted && this.#context.inMeeting())
  }

  #setTalking(talkingWhileMuted: boolean): void {
    if (this.#context.read().talkingWhileMuted !== talkingWhileMuted)
      this.#context.patch({ talkingWhileMuted })
  }

  #patch(part: Partial<LocalMedia['microphone']>): void {
    this.#context.patch({ microphone: { ...this.#context.read().microphone, ...part } })
  }
}
