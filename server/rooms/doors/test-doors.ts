import type { Credentials, Role } from '../../../protocol/index.ts'
import type { AccessPort, Grant } from '../ports/access.ts'
import type { Usage } from '../ports/usage.ts'
import type { RoomRegistryOptions } from '../room-registry.ts'
import {
  createRooms,
  FakeConnection,
  joinRequest,
  TEST_SETTINGS,
  UNLIMITED_USAGE,
  type EndingTest,
} from '../test-room.ts'
import type { Actor } from './actor.ts'
import { OPEN_DOORS, type DoorSettings } from './door-settings.ts'

/** What a test says of somebody who comes to a door. */
export interface Comer {
  credentials?: Credentials
  room?: string
  connection?: FakeConnection
}

/** What a test chooses of the doors. */
export interface DoorChoices extends Partial<Omit<DoorSettings, 'lobby'>> {
  lobby?: Partial<DoorSettings['lobby']>
  mode?: AccessPort['mode']
  /** What the portal says of a token. */
  readToken?: AccessPort['readToken']
}

/** A program of the operator. */
export const PROGRAM: Actor = { name: 'test', role: 'host' }

/** A connection from an address, of an account or of none. */
export function connectionFrom(address: string, account: Grant | null = null): FakeConnection {
  const usage: Usage = { ...UNLIMITED_USAGE, address }
  return Object.assign(new FakeConnection(usage), { account })
}

/** Who an account of elsewhere says that somebody is. */
export function grant(subject: string, role: Role | null = null): Grant {
  return { subject, role }
}

/** Rooms whose doors a test chooses. They end with the test. */
export function createDoors(
  t: EndingTest,
  { mode = 'open', readToken, lobby, ...doors }: DoorChoices = {},
  part: Partial<RoomRegistryOptions> = {},
) {
  const settings: DoorSettings = { ...OPEN_DOORS, ...doors, lobby: { ...OPEN_DOORS.lobby, ...lobby } }
  const bench = createRooms(t, {
    settings: { ...TEST_SETTINGS, doors: settings },
    access: { mode, readToken: readToken ?? (() => Promise.reject(new Error('no portal'))) },
    ...part,
  })
  const { rooms } = bench
  const come = async (name: string, { credentials = {}, room = 'red', connection }: Comer = {}) => {
    const line = connection ?? new FakeConnection()
    const joined = await rooms.join(room, line, joinRequest(name, { credentials }))
    return { ...joined, connection: line }
  }
  const knock = async (name: string, comer: Comer & { id?: string } = {}) => {
    const { credentials = {}, room = 'red', connection = new FakeConnection(), id } = comer
    return { connection, ...(await rooms.knock(room, connection, { displayName: name, credentials, id })) }
  }
  const claim = async (name: string, room = 'red', connection = new FakeConnection()) =>
    await rooms.claim(room, { displayName: name, connection })
  /** The owner makes the room and sits in it. */
  const open = async (room = 'red') => {
    const owner = await claim('Owner', room)
    return { owner, host: await come('Owner', { room, credentials: { owner } }) }
  }
  return { ...bench, come, knock, claim, open }
}

/** Who a host is, as those who act. */
export function actorOf({ id, name, role }: { id: string; name: string; role: Role }): Actor {
  return { id, name, role }
}
