import type { AudioLevel } from '../ports/media.ts'
import { AudioSelection, type AudioSettings, type Microphone } from './audio-selection.ts'
import { SCREENS_MAX, type PublishedTrack } from './view-planner.ts'

/** Audio that the room forwards: producer ids, and whether each is paused. */
export type AudibleProducers = ReadonlyMap<string, { paused: boolean }>

/** The audio of one room: its microphones, of which those that matter are selected, and its screens. */
export class ForwardedAudio {
  readonly #changed: () => void
  readonly #microphones = new Map<string, Microphone>()
  /** The audio of screens, the oldest first. */
  readonly #screens = new Set<string>()
  readonly #selection: AudioSelection
  #audible: AudibleProducers = new Map()
  /** Who spoke in the last round, loudest first. */
  #speaking: readonly AudioLevel[] = []
  #expiry: NodeJS.Timeout | undefined

  /** @param changed - called when other producers are forwarded, or one is paused or goes on */
  constructor(settings: AudioSettings, changed: () => void) {
    this.#selection = new AudioSelection(settings)
    this.#changed = changed
  }

  /** What is forwarded. */
  get audible(): AudibleProducers {
    return this.#audible
  }

  /** Takes a track; video is none of its business. */
  add({ producerId, participantId, source }: PublishedTrack, muted: boolean): void {
    if (source === 'microphone') this.#microphones.set(producerId, { producerId, participantId, muted })
    else if (source === 'screen-audio') this.#screens.add(producerId)
    else return
    this.#select()
  }

  setMuted(producerId: string, muted: boolean): void {
    const microphone = this.#microphones.get(producerId)
    if (!microphone) return
    this.#microphones.set(producerId, { ...microphone, muted })
    this.#select()
  }

  isMuted(producerId: string): boolean {
    return this.#microphones.get(producerId)?.muted === true
  }

  remove(producerId: string): void {
    const isAudio = this.#microphones.delete(producerId) || this.#screens.delete(producerId)
    if (isAudio) this.#select()
  }

  /** Takes who speaks now, loudest first. */
  spoken(speaking: readonly AudioLevel[]): void {
    this.#speaking = speaking
    this.#select()
  }

  close(): void {
    clearTimeout(this.#expiry)
  }

  #select(): void {
    const now = performance.now()
    const changed = this.#selection.update([...this.#microphones.values()], this.#speaking, now)
    this.#expireNewcomers(now)
    const before = this.#audible
    const after = new Map([...this.#selection.selected, ...this.#heardScreens()])
    if (!changed && before.size === after.size && [...after.keys()].every((id) => before.has(id))) return
    this.#audible = after
    this.#changed()
  }

  /** The audio of as many screens as a viewer can see: who came first stays, however many follow. */
  #heardScreens(): [string, { paused: boolean }][] {
    return [...this.#screens].slice(0, SCREENS_MAX).map((producerId) => [producerId, { paused: false }])
  }

  /** After a cough nobody reports anything more, so time has to. */
  #expireNewcomers(now: number): void {
    clearTimeout(this.#expiry)
    const { expiresAt } = this.#selection
    if (expiresAt === undefined) return
    this.#expiry = setTimeout(() => this.#select(), Math.max(0, expiresAt - now) + 1)
  }
}
