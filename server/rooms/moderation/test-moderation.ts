import {
  OPEN_RULES,
  type NotificationParams,
  type Role,
  type RoomState,
  type RuleChanges,
} from '../../../protocol/index.ts'
import type { Actor } from '../doors/actor.ts'
import type { RoomEvent, RoomEventName } from '../ports/events.ts'
import type { Seat } from '../seats/seat.ts'
import { createRooms, FakeConnection, joinRequest, settle, type EndingTest } from '../test-room.ts'
import type { JoinRequest } from '../seats/admission-options.ts'
import { actorOf } from './target.ts'

/** A program of the operator. */
export const PROGRAM: Actor = { name: 'Portal', role: 'host' }

/** For tests: a meeting whose people have the roles that the test gives them. */
export async function createMeeting(t: EndingTest, roles: Readonly<Record<string, Role>>) {
  const states: RoomState[] = []
  const changes: NotificationParams<'room:changed'>[] = []
  const bench = createRooms(t, {
    broadcast: {
      broadcast: (_room, name, params) => {
        if (name === 'room:state') states.push(params as RoomState)
        else changes.push(params as NotificationParams<'room:changed'>)
      },
    },
  })
  const enter = async (name: string, role: Role, part: Partial<JoinRequest> = {}) => {
    const connection = new FakeConnection()
    const joined = await bench.rooms.join('red', connection, joinRequest(name, part))
    joined.seat.setRole(role)
    return { ...joined, connection, name }
  }
  type Person = Awaited<ReturnType<typeof enter>>
  const people = new Map<string, Person>()
  for (const [name, role] of Object.entries(roles)) people.set(name, await enter(name, role))
  const person = (name: string): Person => {
    const one = people.get(name)
    if (!one) throw new Error(`${name} is not in this meeting.`)
    return one
  }
  const room = bench.rooms.find('red')
  if (!room) throw new Error('Nobody is in this meeting.')
  await settle()
  bench.heard.length = 0
  states.length = 0
  const seat = (name: string): Seat => person(name).seat
  return {
    ...bench,
    room,
    moderation: room.moderation,
    states,
    changes,
    enter,
    person,
    seat,
    as: (name: string): Actor => actorOf(seat(name)),
    /** What somebody was told that was done to them. */
    done: (name: string) => person(name).connection.heard('seat:moderated'),
    /** Events of one name. */
    events: <N extends RoomEventName>(wanted: N): RoomEvent<N>[] =>
      bench.heard.filter(({ name }) => name === wanted) as unknown as RoomEvent<N>[],
    /** Lays rules over those of an open room. */
    setRules: async (rules: RuleChanges): Promise<void> => {
      const { hasPassword: _hasPassword, ...open } = OPEN_RULES
      await room.policy.changeRules({ ...open, ...rules }, PROGRAM)
      await settle()
    },
  }
}
