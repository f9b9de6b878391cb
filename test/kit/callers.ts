import type { Role } from '../../protocol/index.ts'
import type { Caller } from '../../scripts/docs/callers.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import type { SignalingClient } from '../../tools/native-peer/signaling-client.ts'
import type { TestServer } from './server.ts'

/** Somebody who holds a seat, as far as signaling goes. */
export interface Seated {
  client: SignalingClient
  id: string
}

/** Opens a connection; the people of one room have one address, which no other room has. */
type Connect = () => Promise<SignalingClient>

let addresses = 0

function nextAddress(): string {
  addresses += 1
  return `198.51.${100 + (addresses >> 8)}.${addresses & 255}`
}

function connectFrom(server: TestServer, address: string): Connect {
  return () => server.connect({ forwardedFor: address })
}

/** A browser's mark, by which a ban knows it. */
const MARK = 'mark-of-a-browser-0001'

/** A room with a host and one more person, and callers who stand in every relation to it. */
export class CallerStage {
  readonly room: string
  readonly host: Seated
  /** Whom requests mean. */
  readonly target: Seated
  readonly #connect: Connect

  private constructor(connect: Connect, room: string, people: { host: Seated; target: Seated }) {
    this.#connect = connect
    this.room = room
    this.host = people.host
    this.target = people.target
  }

  /** Opens a room that belongs to its host. */
  static async open(server: TestServer, room: string): Promise<CallerStage> {
    const connect = connectFrom(server, nextAddress())
    const host = await takeSeat(connect, room, { isOwner: true })
    return new CallerStage(connect, room, { host, target: await takeSeat(connect, room) })
  }

  /** A new connection that stands in this relation to the room. */
  async enter(caller: Caller): Promise<SignalingClient> {
    if (caller === 'stranger') return await this.#connect()
    if (caller === 'host elsewhere')
      return (await takeSeat(this.#connect, `${this.room}-elsewhere`, { isOwner: true })).client
    if (caller === 'waiting') return await this.#knock()
    if (caller === 'removed' || caller === 'banned') return await this.#removed(caller === 'banned')
    if (caller === 'owner') return this.host.client
    const seated = await takeSeat(this.#connect, this.room)
    await this.#give(seated, caller)
    return seated.client
  }

  /** What a join of this caller carries. */
  joinOf(caller: Caller): { room: string; credentials?: { device: string } } {
    return { room: this.room, ...(caller === 'banned' ? { credentials: { device: MARK } } : {}) }
  }

  async #give({ id }: Seated, role: Role): Promise<void> {
    if (role !== 'speaker') await this.host.client.request('role:set', { participantId: id, role })
  }

  async #knock(): Promise<SignalingClient> {
    await this.host.client.request('rules:set', { lobby: true })
    const client = await this.#connect()
    await client.request('lobby:knock', { room: this.room, name: 'Wanda' })
    return client
  }

  async #removed(ban: boolean): Promise<SignalingClient> {
    const { client, id } = await takeSeat(this.#connect, this.room, { device: MARK })
    await this.host.client.request('participant:remove', { participantId: id, ban })
    return client
  }
}

async function takeSeat(
  connect: Connect,
  room: string,
  { isOwner = false, device }: { isOwner?: boolean; device?: string } = {},
): Promise<Seated> {
  const client = await connect()
  const owner = isOwner ? (await client.request('room:claim', { room, name: 'Hanna' })).owner : undefined
  const joined = await client.request('room:join', {
    room,
    name: 'Somebody',
    rtpCapabilities: nativeCapabilities(client.welcome.rtpCapabilities),
    credentials: { ...(owner === undefined ? {} : { owner }), ...(device === undefined ? {} : { device }) },
  })
  return { client, id: joined.self.id }
}
