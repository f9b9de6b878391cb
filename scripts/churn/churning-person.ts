import { setTimeout as delay } from 'node:timers/promises'
import { ProtocolError } from '../../protocol/index.ts'
import { NativePeer, type Publication } from '../native-peer/native-peer.ts'
import type { Random } from './random.ts'

export interface ChurningPersonOptions {
  url: string
  index: number
  random: Random
}

type Action = 'speak' | 'show' | 'share' | 'mute' | 'look' | 'chat' | 'leave' | 'reload' | 'break'

const ROOMS = 3
const ACTIONS: readonly Action[] = [
  'speak',
  'show',
  'share',
  'mute',
  'look',
  'look',
  'chat',
  'leave',
  'reload',
  'break',
]
const PAUSE_MS = 400

/** Somebody who never sits still: joins, publishes, looks, leaves, reloads, loses the line. */
export class ChurningPerson {
  readonly actions: Record<string, number> = {}
  readonly failures: string[] = []
  readonly #options: ChurningPersonOptions
  readonly #publications = new Map<string, Publication>()
  #peer: NativePeer | undefined

  constructor(options: ChurningPersonOptions) {
    this.#options = options
  }

  get done(): number {
    return Object.values(this.actions).reduce((sum, count) => sum + count, 0)
  }

  /** Goes on until the moment, by `performance.now()`. */
  async live(end: number): Promise<void> {
    const { random } = this.#options
    while (performance.now() < end) {
      const action = this.#isInside() ? (random.pick(ACTIONS) ?? 'look') : 'join'
      try {
        await this.#act(action)
        this.actions[action] = (this.actions[action] ?? 0) + 1
      } catch (error) {
        this.#note(action, error)
        this.#drop()
      }
      await delay(random.below(2 * PAUSE_MS))
    }
  }

  async leave(): Promise<void> {
    await this.#peer?.leave().catch(() => undefined)
    this.#drop()
  }

  #isInside(): boolean {
    return this.#peer?.signaling.connected === true && this.#peer.ended === undefined
  }

  /** What a dying worker or a full bucket does to somebody is no failure. */
  #note(action: string, error: unknown): void {
    const isExpected = error instanceof ProtocolError && error.code !== 'internal'
    if (!isExpected && this.#isInside()) this.failures.push(`${action}: ${String(error)}`)
  }

  async #act(action: Action | 'join'): Promise<void> {
    const peer = this.#peer
    if (action === 'join' || !peer) return await this.#join()
    switch (action) {
      case 'speak':
        return await this.#toggle('microphone', () => peer.publishMicrophone({ level: -20 }))
      case 'show':
        return await this.#toggle('camera', () => peer.publishCamera({ layers: 3 }))
      case 'share':
        return await this.#toggle('screen', () => peer.publishScreen())
      case 'mute':
        return await this.#mute(peer)
      case 'look':
        return await this.#look(peer)
      case 'chat':
        peer.chat.send(`Hello from ${peer.joined.self.name}`)
        return
      case 'leave':
        await peer.leave()
        this.#drop()
        return
      case 'reload':
        peer.closePage()
        return await this.#join(peer.resumeToken)
      case 'break':
        peer.breakLine()
        return await this.#join(peer.resumeToken)
    }
  }

  async #join(resumeToken?: string): Promise<void> {
    const { url, index, random } = this.#options
    const former = this.#peer
    const room = former && resumeToken ? former.joined.room : `soak-${random.below(ROOMS)}`
    this.#publications.clear()
    this.#peer = await NativePeer.join({
      url,
      room,
      name: `Person ${index}`,
      ...(resumeToken === undefined ? {} : { resumeToken }),
    })
    former?.close()
  }

  async #toggle(source: string, publish: () => Promise<Publication>): Promise<void> {
    const present = this.#publications.get(source)
    if (present) {
      this.#publications.delete(source)
      await this.#peer?.unpublish(present)
    } else {
      this.#publications.set(source, await publish())
    }
  }

  async #mute(peer: NativePeer): Promise<void> {
    const microphone = this.#publications.get('microphone')
    if (microphone) await peer.setMuted(microphone, this.#options.random.below(2) === 0)
  }

  async #look(peer: NativePeer): Promise<void> {
    const shown = peer.roster.others.filter(() => this.#options.random.below(2) === 0).slice(0, 9)
    const screens = shown.slice(0, 1).map(({ id }) => ({ participantId: id, source: 'screen' as const }))
    await peer.setView([...shown.map(({ id }) => ({ participantId: id })), ...screens])
  }

  #drop(): void {
    this.#peer?.close()
    this.#peer = undefined
    this.#publications.clear()
  }
}
