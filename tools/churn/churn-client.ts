import { messageOf } from '../harness/error-message.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { NativePeer } from '../native-peer/native-peer.ts'
import type { Publication } from '../native-peer/publisher.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { waitFor } from '../harness/wait-for.ts'
import type { Choices } from './choices.ts'
import type { SoakRecord } from './soak-record.ts'

/** Whom a client churns, and who hears of it. */
export interface ChurnClientOptions {
  url: string
  index: number
  choices: Choices
  record: SoakRecord
  /** Whether a killed worker may be why an action failed now that had begun at a moment. */
  explains: (since: number) => boolean
}

/** What a client with a seat does. */
type SeatedAction =
  'speak' | 'show' | 'share' | 'mute' | 'look' | 'browse' | 'chat' | 'leave' | 'reload' | 'break'
/** What a client does; one without a connection returns to its seat, one without a seat joins. */
type Action = SeatedAction | 'join' | 'return'

/** A seat, and what opens it again. */
interface Seat {
  id: string
  room: string
  token: string
}

/** The server took the token, and gave another seat. */
class LostSeat extends Error {}

/** Rooms that clients churn in. */
export const ROOMS = [0, 1, 2].map((number) => `soak-${number}`)
const SEATED_ACTIONS: readonly SeatedAction[] = [
  'speak',
  'show',
  'share',
  'mute',
  'look',
  'look',
  'browse',
  'chat',
  'leave',
  'reload',
  'break',
]
const PAUSE_MS = 400

/** A client that acts at random: joins, publishes, views, leaves, reloads, loses its connection. */
export class ChurnClient {
  readonly #options: ChurnClientOptions
  readonly #publications = new Map<string, Publication>()
  #peer: NativePeer | undefined
  #seat: Seat | undefined
  /** When an action succeeded the last time, by `performance.now()`. */
  #lastSuccessAt = performance.now()

  constructor(options: ChurnClientOptions) {
    this.#options = options
  }

  /** Acts until a moment, by `performance.now()`. */
  async runUntil(end: number): Promise<void> {
    while (performance.now() < end) {
      this.#noticeEnd()
      await this.#try(this.#next())
      await delay(this.#options.choices.below(2 * PAUSE_MS))
    }
  }

  /** Leaves the room, and does not return. */
  async leave(): Promise<void> {
    this.#noticeEnd()
    if (this.#peer) await this.#try('leave')
    this.#seat = undefined
  }

  #next(): Action {
    if (this.#peer) return this.#options.choices.pick(SEATED_ACTIONS) ?? 'look'
    return this.#seat ? 'return' : 'join'
  }

  async #try(action: Action): Promise<void> {
    const begunAt = performance.now()
    try {
      await this.#act(action)
      this.#lastSuccessAt = performance.now()
      this.#options.record.did(action)
    } catch (error) {
      this.#failed(action, begunAt, error)
    }
  }

  /** A session may end between two actions, when no request can fail. */
  #noticeEnd(): void {
    const peer = this.#peer
    if (!peer || (peer.signaling.connected && !peer.ended)) return
    this.#failed('stay', this.#lastSuccessAt, new Error(peer.ended?.code ?? 'the connection ended'))
  }

  #failed(action: Action | 'stay', since: number, error: unknown): void {
    const { record, explains } = this.#options
    const isLost = error instanceof LostSeat
    if (isLost) record.seatsLost += 1
    // No seat is lost with a worker, so a killed worker excuses everything but that.
    const isExcused = !isLost && explains(since)
    if (isExcused) record.excused(action)
    else record.failed(action, messageOf(error))
    this.#drop()
    // After a connection that ended, the seat must be there again, so it is kept.
    if (!isExcused && action !== 'stay') this.#seat = undefined
  }

  async #act(action: Action): Promise<void> {
    const peer = this.#peer
    if (action === 'return') await this.#enter(this.#seat)
    else if (action === 'join' || !peer) await this.#enter()
    else await this.#actSeated(action, peer)
  }

  async #actSeated(action: SeatedAction, peer: NativePeer): Promise<void> {
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
      case 'browse':
        return await browse(peer, this.#options.choices)
      case 'chat':
        return await chat(peer)
      case 'leave':
        await peer.leave()
        this.#drop()
        this.#seat = undefined
        return
      case 'reload':
        peer.closePage()
        return await this.#enter(this.#seat)
      case 'break':
        peer.breakLine()
        return await this.#enter(this.#seat)
    }
  }

  /** @param seat - of the seat to come back to; a new one in any room if absent */
  async #enter(seat?: Seat): Promise<void> {
    const { url, index, choices } = this.#options
    const former = this.#peer
    this.#publications.clear()
    const room = seat?.room ?? choices.pick(ROOMS) ?? ''
    const peer = await NativePeer.takeSeat(await SignalingClient.connect(url), {
      url,
      room,
      name: `Person ${index}`,
      ...(seat ? { resumeToken: seat.token } : {}),
    })
    this.#peer = peer
    this.#seat = { id: peer.id, room, token: peer.resumeToken }
    former?.close()
    if (seat && (!peer.joined.resumed || peer.id !== seat.id)) {
      throw new LostSeat(`came back as ${peer.id} instead of ${seat.id}`)
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
    if (microphone) await peer.setMuted(microphone, this.#options.choices.below(2) === 0)
  }

  async #look(peer: NativePeer): Promise<void> {
    const shown = peer.roster.others.filter(() => this.#options.choices.below(2) === 0).slice(0, 9)
    const screens = shown.slice(0, 1).map(({ id }) => ({ participantId: id, source: 'screen' as const }))
    await peer.setView([...shown.map(({ id }) => ({ participantId: id })), ...screens])
  }

  #drop(): void {
    this.#peer?.close()
    this.#peer = undefined
    this.#publications.clear()
  }
}

/** Opens the transports of a seat. Fails at once when the session ends meanwhile, as when its worker dies. */
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

/** Opens, moves or closes a window of a list of people, or searches names. */
async function browse(peer: NativePeer, choices: Choices): Promise<void> {
  const list = choices.pick(['stage', 'people'] as const) ?? 'people'
  const search = list === 'people' && choices.below(2) === 0 ? { search: `pers ${choices.below(10)}` } : {}
  await peer.look({ list, from: choices.below(20), count: choices.below(10), ...search })
  await peer.signaling.request('roster:find', { search: `${choices.below(10)}`, limit: 5 })
}

/** Sends a chat message, and waits until the server has taken it. */
async function chat(peer: NativePeer): Promise<void> {
  const clientId = peer.chat.send(`Hello from ${peer.joined.self.name}`)
  await waitFor(() => {
    if (peer.ended) throw new Error(peer.ended.code)
    return peer.chat.answer(clientId) ? undefined : 'a chat message got no answer'
  })
  const answer = peer.chat.answer(clientId)
  if (answer?.type === 'refused') throw new Error(`a chat message was refused: ${answer.error.code}`)
}
