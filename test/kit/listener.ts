import type { RequestReply, RosterLook, RosterWindow } from '../../protocol/index.ts'
import { Roster } from '../../tools/native-peer/roster.ts'
import { nativeCapabilities } from '../../tools/native-peer/rtp-capabilities.ts'
import type { SignalingClient } from '../../tools/native-peer/signaling-client.ts'
import type { TestServer } from './server.ts'

/** Somebody with a seat and no transports: all that a participant list needs. */
export interface Listener {
  readonly id: string
  readonly client: SignalingClient
  readonly roster: Roster
  readonly reply: RequestReply<'room:join'>
  look(look: RosterLook): Promise<RosterWindow>
}

/** Takes a seat in the room "demo", without opening its transports. */
export async function takeSeat(
  client: SignalingClient,
  name: string,
  resumeToken?: string,
): Promise<Listener> {
  const roster = new Roster()
  client.on('room:changed', (change) => roster.changed(change))
  client.on('roster:changed', (window) => roster.seen(window))
  const reply = await client.request('room:join', {
    room: 'demo',
    name,
    rtpCapabilities: nativeCapabilities(client.welcome.rtpCapabilities),
    ...(resumeToken === undefined ? {} : { resumeToken }),
  })
  roster.begin(reply.self, reply.participants, reply)
  const look = async (wanted: RosterLook): Promise<RosterWindow> => {
    const window = await client.request('roster:look', wanted)
    roster.seen(window)
    return window
  }
  return { id: reply.self.id, client, roster, reply, look }
}

/**
 * Lets so many join one after another, under names with their numbers.
 *
 * @param name - what comes before the number
 */
export async function fill(server: TestServer, count: number, name = 'Guest'): Promise<Listener[]> {
  const clients = await Promise.all(Array.from({ length: count }, async () => await server.connect()))
  return await Promise.all(clients.map(async (client, index) => await takeSeat(client, `${name} ${index}`)))
}
