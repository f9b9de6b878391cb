import type { TestContext } from 'node:test'
import type { NotificationParams, RequestReply, RoomState } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { startServer, type ServerSettings } from './server.ts'

/** Settings with which whoever comes first into a room is its host. */
export const FIRST_IS_HOST: ServerSettings = { access: { host: 'first' } }

/** A participant of whom the test knows what hosts did to them. */
export interface ModeratedPeer {
  readonly peer: NativePeer
  readonly done: NotificationParams<'seat:moderated'>[]
  readonly states: RoomState[]
}

/** A meeting with a host, and whoever else joins. */
export async function startMeeting(t: TestContext, settings: ServerSettings = {}) {
  const server = await startServer(t, { ...FIRST_IS_HOST, ...settings })
  const enter = async (name: string): Promise<ModeratedPeer> => {
    const peer = await server.join('demo', name)
    const done: NotificationParams<'seat:moderated'>[] = []
    const states: RoomState[] = []
    peer.signaling.on('seat:moderated', (params) => void done.push(params))
    peer.signaling.on('room:state', (params) => void states.push(params))
    return { peer, done, states }
  }
  const host = await enter('Grace')
  /** What the host gives somebody, and waits until they know. */
  const give = async (
    someone: ModeratedPeer,
    role: RequestReply<'room:join'>['self']['role'],
  ): Promise<void> => {
    await host.peer.signaling.request('role:set', { participantId: someone.peer.id, role })
    await isDone(someone, 'role')
  }
  return { server, enter, host, give }
}

/** Waits until the newest thing that was done to somebody is of this kind. */
export async function isDone(
  { peer, done }: ModeratedPeer,
  kind: NotificationParams<'seat:moderated'>['what']['kind'],
): Promise<NotificationParams<'seat:moderated'>> {
  return await waitFor(() => {
    const newest = done.at(-1)
    return newest?.what.kind === kind
      ? newest
      : `nothing of the kind ${kind} was done to ${peer.joined.self.name}`
  })
}
