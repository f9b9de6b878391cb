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

/** A browser's mark, by which a ban knows it. */
const MARK = 'mark-of-a-browser-0001'

/** A room with a host and one more person, and callers who stand in every relation to it. */
export class CallerStage {
  readonly room: string
  readonly host: Seated
  /** Whom requests mean. */
  readonly target: Seated
  readonly #server: TestServer

  private constructor(server: TestServer, room: string, people: { host: Seated; target: Seated }) {
    this.#server = server
    this.room = room
    this.host = people.host
    this.target = people.target
  }

  /** Opens a room that belongs to its host. */
  static async open(server: TestServer, room: string): Promise<CallerStage> {
    const host = await takeSeat(server, room, { isOwner: true })
    return new CallerStage(server, room, { host, target: await takeSeat(server, room) })
  }

  /** A new connection that stands in this relation to the room. */
  async enter(caller: Caller): Promise<SignalingClient> {
    if (caller === 'stranger') return await this.#server.connect()
    if (caller === 'host elsewhere')
      return (await takeSeat(this.#server, `${this.room}-elsewhere`, { isOwner: true })).client
    if (caller === 'waiting') return await this.#knock()
    if (caller === 'removed' || caller === 'banned') return await this.#removed(caller === 'banned')
    const seated = await takeSeat(this.#server, this.room)
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
    const client = await this.#server.connect()
    await client.request('lobby:knock', { room: this.room, name: 'Wanda' })
    return client
  }

  async #removed(ban: boolean): Promise<SignalingClient> {
    const { client, id } = await takeSeat(this.#server, this.room, { device: MARK })
    await this.host.client.request('participant:remove', { participantId: id, ban })
    return client
  }
}

async function takeSeat(
  server: TestServer,
  room: string,
  { isOwner = false, device }: { isOwner?: boolean; device?: string } = {},
): Promise<Seated> {
  const client = await server.connect()
  const owner = isOwner ? (await client.request('room:claim', { room, name: 'Hanna' })).owner : undefined
  const joined = await client.request('room:join', {
    room,
    name: 'Somebody',
    rtpCapabilities: nativeCapabilities(client.welcome.rtpCapabilities),
    credentials: { ...(owner === undefined ? {} : { owner }), ...(device === undefined ? {} : { device }) },
  })
  return { client, id: joined.self.id }
}
