import type { ScreenCapture } from '../../media/capture/capture.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { SerialQueue } from '../../media/serial-queue.ts'
import { LOCAL_OWNER } from '../../media/track-registry.ts'
import { problemOf, published, type LocalContext } from './local-context.ts'
import type { LocalMedia } from '../state/state.ts'

/** The shared screen, with its sound where the browser gives it. */
export class ScreenControl {
  readonly #context: LocalContext
  readonly #queue = new SerialQueue()
  #shared: ScreenCapture | null = null

  constructor(context: LocalContext) {
    this.#context = context
  }

  /** Asks what to share, and shares it. */
  start(): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#shared || !this.#context.inMeeting() || !this.#context.maySend('screen')) return
      this.#patch({ status: 'starting', problem: null })
      try {
        const shared = await this.#context.capture.openScreen()
        if (shared) this.#adopt(shared)
      } catch (error) {
        this.#patch({ problem: problemOf(error) })
      }
      const publisher = this.#context.publisher()
      if (this.#shared && publisher) await this.#send(publisher, this.#shared)
      this.#patch({ status: this.#shared ? 'on' : 'off' })
    })
  }

  stop(): Promise<void> {
    return this.#queue.run(() => this.#end())
  }

  /** Stops because a host has stopped it; from now on it counts as off. */
  halt(): Promise<void> {
    this.#patch({ status: 'off' })
    return this.stop()
  }

  /** Sends it through a new media session. */
  attach(publisher: Publisher): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#shared) await this.#send(publisher, this.#shared)
    })
  }

  #adopt(shared: ScreenCapture): void {
    const { video, audio } = shared
    this.#shared = shared
    this.#context.tracks.set(LOCAL_OWNER, 'screen', video, video)
    this.#patch({ hasAudio: audio !== undefined })
    // The browser has a "stop sharing" of its own.
    video.addEventListener('ended', () => void this.#queue.run(() => this.#ended(shared)), { once: true })
    audio?.addEventListener('ended', () => void this.#queue.run(() => this.#audioEnded(shared)), {
      once: true,
    })
  }

  async #send(publisher: Publisher, { video, audio }: ScreenCapture): Promise<void> {
    const accepted = await published(publisher, () => publisher.publishScreen(video))
    if (!accepted) {
      this.#patch({ problem: 'unknown' })
      await this.#end()
      return
    }
    if (!audio || audio.readyState === 'ended') return
    const heard = await published(publisher, () => publisher.publishScreenAudio(audio))
    // A picture without its sound is still worth sharing.
    if (!heard) this.#patch({ hasAudio: false })
  }

  async #ended(shared: ScreenCapture): Promise<void> {
    if (this.#shared === shared) await this.#end()
  }

  async #audioEnded(shared: ScreenCapture): Promise<void> {
    if (this.#shared !== shared) return
    this.#patch({ hasAudio: false })
    await this.#context.publisher()?.unpublish('screen-audio')
  }

  async #end(): Promise<void> {
    const shared = this.#shared
    if (!shared) return
    this.#shared = null
    this.#context.tracks.remove(LOCAL_OWNER, 'screen', shared.video)
    shared.video.stop()
    shared.audio?.stop()
    this.#patch({ status: 'off', hasAudio: false })
    const publisher = this.#context.publisher()
    await Promise.all([publisher?.unpublish('screen'), publisher?.unpublish('screen-audio')])
  }

  #patch(part: Partial<LocalMedia['screen']>): void {
    this.#context.patch({ screen: { ...this.#context.read().screen, ...part } })
  }
}
