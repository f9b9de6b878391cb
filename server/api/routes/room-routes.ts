import { z } from 'zod'
import { ENDING_MAX_SECONDS, ruleChangesSchema } from '../../../protocol/index.ts'
import { readCursor, writeCursor } from '../cursors.ts'
import { route, type Route } from './route.ts'
import {
  newRoomSchema,
  nextCursor,
  ownerName,
  pageQuery,
  passwordSchema,
  roomSchema,
  roomSummarySchema,
  secretLinkSchema,
} from './schemas.ts'

const listRooms = route(
  {
    method: 'GET',
    path: '/rooms',
    scope: 'rooms:read',
    summary: 'List rooms',
    about:
      'Rooms in which somebody is, and rooms of which something is kept, in the order of their names; of a key that ' +
      'is limited to rooms those alone. A page may be shorter than `limit`: go on until `nextCursor` is null.',
    query: pageQuery,
    reply: z.object({ rooms: z.array(roomSummarySchema), nextCursor }),
  },
  async ({ rooms }, { query, key }) => {
    const { summaries, next } = await rooms.list(key, readCursor(query.cursor), query.limit)
    return { rooms: summaries, nextCursor: next === undefined ? null : writeCursor(next) }
  },
)

const makeRoom = route(
  {
    method: 'POST',
    path: '/rooms',
    scope: 'rooms:write',
    summary: 'Make a room',
    about:
      'Makes a room that is somebody’s, with its rules, and answers the link of its owner. People may be inside ' +
      'already, as long as it is nobody’s.',
    body: newRoomSchema,
    reply: roomSchema.extend({ ownerLink: secretLinkSchema }),
    status: 201,
    problems: ['room_exists', 'invalid_room_name', 'server_full'],
  },
  async ({ rooms }, { body, key }) => await rooms.make({ ...body, owner: body.owner ?? key.name }, key),
)

const readRoom = route(
  {
    method: 'GET',
    path: '/rooms/{room}',
    scope: 'rooms:read',
    summary: 'Read a room',
    about: 'How many are in a room, whose it is, and all rules that hold in it.',
    reply: roomSchema,
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room }) => await rooms.read(room),
)

const changeRules = route(
  {
    method: 'PATCH',
    path: '/rooms/{room}/rules',
    scope: 'rooms:write',
    summary: 'Change rules',
    about:
      'Changes rules of a room at once, hours and most participants included; those that are absent stay.',
    body: ruleChangesSchema,
    reply: roomSchema,
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room, body, key }) => await rooms.changeRules(room, body, key),
)

const setPassword = route(
  {
    method: 'PUT',
    path: '/rooms/{room}/password',
    scope: 'rooms:write',
    summary: 'Set the password',
    about: 'Asks everybody who comes from now on for a password. Who is inside stays.',
    body: z.strictObject({ password: passwordSchema }),
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room, body, key }) => await rooms.setPassword(room, body.password, key),
)

const removePassword = route(
  {
    method: 'DELETE',
    path: '/rooms/{room}/password',
    scope: 'rooms:write',
    summary: 'Remove the password',
    about: 'Asks for no password any more. It is no error when there was none.',
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room, key }) => await rooms.setPassword(room, null, key),
)

const makeOwnerLink = route(
  {
    method: 'POST',
    path: '/rooms/{room}/owner-link',
    scope: 'rooms:write',
    summary: 'Make a new owner link',
    about:
      'Makes a link that makes its holder host of the room. Earlier owner links are worth nothing from then on.',
    body: z.strictObject({ owner: ownerName.optional() }),
    reply: secretLinkSchema,
    status: 201,
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room, body, key }) => await rooms.makeOwnerLink(room, body.owner, key),
)

const removeOwner = route(
  {
    method: 'DELETE',
    path: '/rooms/{room}/owner',
    scope: 'rooms:write',
    summary: 'Make the room nobody’s',
    about:
      'The room is nobody’s from then on, and every owner link is worth nothing. What is kept of a room that is nobody’s ' +
      'ends with its meeting.',
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room }) => await rooms.removeOwner(room),
)

const endRoom = route(
  {
    method: 'POST',
    path: '/rooms/{room}/end',
    scope: 'rooms:write',
    summary: 'End the meeting',
    about:
      'Ends the meeting for everybody after so many seconds, which they see; null calls that off. Rules, owner and ' +
      'invitations stay for the next meeting.',
    body: z.strictObject({ seconds: z.int().min(0).max(ENDING_MAX_SECONDS).nullable() }),
    problems: ['room_unknown'],
  },
  async ({ meetings }, { room, body, key }) => await meetings.end(room, body.seconds, key),
)

const forgetRoom = route(
  {
    method: 'DELETE',
    path: '/rooms/{room}',
    scope: 'rooms:write',
    summary: 'Forget a room',
    about:
      'Erases what is kept of a room: rules, owner, password, invitations, bans, and the log. It is an open room then, ' +
      'and nobody’s. Chat goes by its own retention.',
    problems: ['room_unknown', 'room_in_use'],
  },
  async ({ rooms }, { room }) => await rooms.forget(room),
)

/** Rooms, their rules and their owners. */
export const roomRoutes: readonly Route[] = [
  listRooms,
  makeRoom,
  readRoom,
  changeRules,
  setPassword,
  removePassword,
  makeOwnerLink,
  removeOwner,
  endRoom,
  forgetRoom,
]
