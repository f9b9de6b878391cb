import type { Credentials, RequestParams, RequestReply } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import type { SignalingClient } from '../../tools/native-peer/signaling-client.ts'
import type { TestServer } from './server.ts'

/** Somebody at a door by raw protocol: one connection, and what it was told. */
export class Visitor {
  readonly line: SignalingClient
  readonly #decisions
  readonly #name: string
  readonly #room: string

  private constructor(line: SignalingClient, name: string, room: string) {
    this.line = line
    this.#name = name
    this.#room = room
    this.#decisions = line.collect('lobby:decided')
  }

  static async connect(server: Pick<TestServer, 'connect'>, name: string, room = 'demo'): Promise<Visitor> {
    return new Visitor(await server.connect(), name, room)
  }

  async join(credentials?: Credentials, resumeToken?: string): Promise<RequestReply<'room:join'>> {
    return await this.line.request('room:join', {
      room: this.#room,
      name: this.#name,
      rtpCapabilities: nativeCapabilities(this.line.welcome.rtpCapabilities),
      ...(credentials ? { credentials } : {}),
      ...(resumeToken === undefined ? {} : { resumeToken }),
    })
  }

  async knock(part: Partial<RequestParams<'lobby:knock'>> = {}): Promise<RequestReply<'lobby:knock'>> {
    return await this.line.request('lobby:knock', { room: this.#room, name: this.#name, ...part })
  }

  /** Waits until a host has let this person in. */
  async pass(): Promise<string> {
    return await waitFor(() => {
      const [decision] = this.#decisions
      if (decision?.kind === 'refused') throw new Error(`refused with ${decision.code}`)
      return decision ? { value: decision.pass } : 'nobody has decided'
    }).then(({ value }) => value)
  }
}

/** Makes the room somebody's, who joins it as its host. */
export async function hostRoom(
  server: TestServer,
  room = 'demo',
): Promise<{ owner: string; host: NativePeer }> {
  const line = await server.connect()
  const { owner } = await line.request('room:claim', { room, name: 'Host' })
  line.close()
  return { owner, host: await server.join(room, 'Host', { credentials: { owner } }) }
}
