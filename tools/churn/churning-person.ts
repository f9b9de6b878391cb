import { setTimeout as delay } from 'node:timers/promises'
import { NativePeer } from '../native-peer/native-peer.ts'
import type { Publication } from '../native-peer/own-sources.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { waitFor } from '../harness/wait-for.ts'
import type { Random } from './random.ts'
import type { SoakRecord } from './soak-record.ts'

/** Where somebody churns, and what is known of the faults meanwhile. */
export interface ChurningPersonOptions {
  url: string
  index: number
  random: Random
  record: SoakRecord
  /** Whether a killed worker may be why something failed just now that was under way since a moment. */
  explains: (since: number) => boolean
}

/** What people do as they like. */
type Whim = 'speak' | 'show' | 'share' | 'mute' | 'look' | 'chat' | 'leave' | 'reload' | 'break'
/** Whoever was thrown out comes back to the seat; whoever has none joins. */
type Action = Whim | 'join' | 'return'

/** A seat, and what opens it again. */
interface Claim {
  id: string
  room: string
  token: string
}

/** The token was good, and the seat is another one. */
class LostSeat extends Error {}

const ROOMS = 3
const WHIMS: readonly Whim[] = [
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
  readonly #options: ChurningPersonOptions
  readonly #publications = new Map<string, Publication>()
  #peer: NativePeer | undefined
  #claim: Claim | undefined
  /** When all was well the last time. */
  #wellAt = performance.now()

  constructor(options: ChurningPersonOptions) {
    this.#options = options
  }

  /** Goes on until the moment, by `performance.now()`. */
  async live(end: number): Promise<void> {
    while (performance.now() < end) {
      this.#noticeEnd()
      await this.#try(this.#next())
      await delay(this.#options.random.below(2 * PAUSE_MS))
    }
  }

  /** Goes away for good. */
  async leave(): Promise<void> {
    this.#noticeEnd()
    if (this.#peer) await this.#try('leave')
    this.#claim = undefined
  }

  #next(): Action {
    if (this.#peer) return this.#options.random.pick(WHIMS) ?? 'look'
    return this.#claim ? 'return' : 'join'
  }

  async #try(action: Action): Promise<void> {
    const begunAt = performance.now()
    try {
      await this.#act(action)
      this.#wellAt = performance.now()
      this.#options.record.did(action)
    } catch (error) {
      this.#failed(action, begunAt, error)
    }
  }

  /** Somebody may be thrown out between two actions, and no request tells. */
  #noticeEnd(): void {
    const peer = this.#peer
    if (!peer || (peer.signaling.connected && !peer.ended)) return
    this.#failed('stay', this.#wellAt, new Error(peer.ended?.code ?? 'the connection ended'))
  }

  #failed(action: Action | 'stay', since: number, error: unknown): void {
    const { record, explains } = this.#options
    const isLost = error instanceof LostSeat
    if (isLost) record.seatsLost += 1
    // A worker takes no seat with it when it dies.
    const isExcused = !isLost && explains(since)
    if (isExcused) record.excused(action)
    else record.failed(action, error instanceof Error ? error.message : String(error))
    this.#drop()
    // Whoever was only thrown out must find the seat again, whatever the reason.
    if (!isExcused && action !== 'stay') this.#claim = undefined
  }

  async #act(action: Action): Promise<void> {
    const peer = this.#peer
    if (action === 'return') await this.#enter(this.#claim)
    else if (action === 'join' || !peer) await this.#enter()
    else await this.#follow(action, peer)
  }

  async #follow(whim: Whim, peer: NativePeer): Promise<void> {
    switch (whim) {
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
        return await say(peer)
      case 'leave':
        await peer.leave()
        this.#drop()
        this.#claim = undefined
        return
      case 'reload':
        peer.closePage()
        return await this.#enter(this.#claim)
      case 'break':
        peer.breakLine()
        return await this.#enter(this.#claim)
    }
  }

  /** @param claim - of the seat to come back to; a new one in any room if absent */
  async #enter(claim?: Claim): Promise<void> {
    const { url, index, random } = this.#options
    const former = this.#peer
    this.#publications.clear()
    const room = claim?.room ?? `soak-${random.below(ROOMS)}`
    const peer = await NativePeer.takeSeat(await SignalingClient.connect(url), {
      url,
      room,
      name: `Person ${index}`,
      ...(claim ? { resumeToken: claim.token } : {}),
    })
    this.#peer = peer
    this.#claim = { id: peer.id, room, token: peer.resumeToken }
    former?.close()
    if (claim && (!peer.joined.resumed || peer.id !== claim.id)) {
      throw new LostSeat(`came back as ${peer.id} instead of ${claim.id}`)
    }
    await open(peer)
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

/** Opens the media of a seat, unless the seat is taken away first, as by a dying worker. */
async function open(peer: NativePeer): Promise<void> {
  const opened = peer.open()
  const ended = Promise.withResolvers<never>()
  const forget = peer.signaling.on('session:ended', ({ code }) => ended.reject(new Error(code)))
  try {
    await Promise.race([opened, ended.promise])
  } finally {
    forget()
    opened.catch(() => undefined)
  }
}

/** Says something, and waits until the server has taken it. */
async function say(peer: NativePeer): Promise<void> {
  const clientId = peer.chat.send(`Hello from ${peer.joined.self.name}`)
  await waitFor(() => {
    if (peer.ended) throw new Error(peer.ended.code)
    return peer.chat.answer(clientId) ? undefined : 'a chat message got no answer'
  })
  const answer = peer.chat.answer(clientId)
  if (answer?.type === 'refused') throw new Error(`a chat message was refused: ${answer.error.code}`)
}
