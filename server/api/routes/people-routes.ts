import { z } from 'zod'
import {
  invitationSchema,
  newInvitationSchema,
  participantIdSchema,
  roleSchema,
  stopTracksSchema,
} from '../../../protocol/index.ts'
import { readCursor, writeCursor } from '../cursors.ts'
import { isForRoom } from '../keys/api-key.ts'
import { Problem } from '../problems.ts'
import { requireRoomName } from '../room-names.ts'
import { route, type Route } from './route.ts'
import { banReplySchema, nextCursor, pageQuery, participantReplySchema, secretLinkSchema } from './schemas.ts'

const recordId = z.strictObject({ id: z.string().regex(/^[\w-]{8,32}$/) })
const seatId = z.strictObject({
  id: participantIdSchema.describe('Id of a seat, of the list of participants.'),
})
const source = stopTracksSchema.shape.source

const listParticipants = route(
  {
    method: 'GET',
    path: '/rooms/{room}/participants',
    scope: 'participants:read',
    summary: 'List participants',
    about: 'Who is in a room now, in the order in which they came. A room in which nobody is has none.',
    query: pageQuery,
    reply: z.object({ participants: z.array(participantReplySchema), count: z.int(), nextCursor }),
  },
  async ({ meetings }, { room, query }) => {
    const { participants, count, next } = meetings.participants(room, readCursor(query.cursor), query.limit)
    return { participants, count, nextCursor: next === undefined ? null : writeCursor(next) }
  },
)

const stopTrack = route(
  {
    method: 'POST',
    path: '/rooms/{room}/participants/{id}/stop',
    scope: 'participants:write',
    summary: 'Stop a track of somebody',
    about:
      'Mutes a microphone, or stops a camera or a screen. Its owner may switch it on again as far as the rules allow; ' +
      'nobody else can.',
    params: seatId,
    body: z.strictObject({ source }),
    problems: ['target_gone'],
  },
  async ({ meetings }, { room, params, body, key }) =>
    await meetings.stopTracks(room, { participantId: params.id, source: body.source }, key),
)

const stopTracks = route(
  {
    method: 'POST',
    path: '/rooms/{room}/stop-tracks',
    scope: 'participants:write',
    summary: 'Stop the tracks of everybody',
    about: 'The same for everybody but hosts and co-hosts.',
    body: z.strictObject({ source }),
  },
  async ({ meetings }, { room, body, key }) => await meetings.stopTracks(room, { source: body.source }, key),
)

const setRole = route(
  {
    method: 'PUT',
    path: '/rooms/{room}/participants/{id}/role',
    scope: 'participants:write',
    summary: 'Give somebody a role',
    about:
      'Makes somebody host, co-host, speaker or viewer. The last host of a room stays one: appoint another one first.',
    params: seatId,
    body: z.strictObject({ role: roleSchema }),
    problems: ['target_gone', 'not_allowed'],
  },
  async ({ meetings }, { room, params, body, key }) =>
    await meetings.setRole(room, params.id, body.role, key),
)

const moveParticipant = route(
  {
    method: 'POST',
    path: '/rooms/{room}/participants/{id}/move',
    scope: 'participants:write',
    summary: 'Move somebody to another room',
    about:
      'Takes the seat of somebody, whose page shows the way into the other room. They go there themselves, so that nobody ' +
      'is seen or heard where they did not choose to be. With a key that has `rooms:write` as well, the way is an ' +
      'invitation past password and lobby, as viewer for viewers and as speaker for everybody else, good for one use ' +
      'and ten minutes. `link` is the same way.',
    params: seatId,
    body: z.strictObject({ to: z.string().max(200).describe('Name of the other room.') }),
    reply: z.object({ room: z.string(), link: z.string() }),
    problems: ['room_unknown', 'room_not_allowed', 'target_gone', 'already_exists'],
  },
  async ({ meetings, rooms }, { room, params, body, key }) => {
    const to = requireRoomName(body.to)
    if (!isForRoom(key, to)) throw new Problem('room_not_allowed')
    if (to === room) throw new Problem('already_exists', { detail: 'They are in this room already.' })
    const role = await meetings.roleOf(room, params.id)
    const { link, invitation } = await rooms.wayInto(to, role, key)
    await meetings.move(
      room,
      params.id,
      { room: to, ...(invitation === undefined ? {} : { invitation }) },
      key,
    )
    return { room: to, link }
  },
)

const removeParticipant = route(
  {
    method: 'DELETE',
    path: '/rooms/{room}/participants/{id}',
    scope: 'participants:write',
    summary: 'Remove somebody',
    about: 'Takes the seat of somebody. With `ban=true` they are not let in again.',
    params: seatId,
    query: z.strictObject({
      ban: z.enum(['true', 'false']).default('false').describe('Whether to keep them out from now on.'),
    }),
    problems: ['target_gone'],
  },
  async ({ meetings }, { room, params, query, key }) =>
    await meetings.remove(room, params.id, query.ban === 'true', key),
)

const listBans = route(
  {
    method: 'GET',
    path: '/rooms/{room}/bans',
    scope: 'rooms:read',
    summary: 'List bans',
    about: 'Who may not come back. By what they are known again is told as kinds, never as values.',
    reply: z.object({ bans: z.array(banReplySchema) }),
  },
  async ({ rooms }, { room }) => ({ bans: await rooms.bans(room) }),
)

const liftBan = route(
  {
    method: 'DELETE',
    path: '/rooms/{room}/bans/{id}',
    scope: 'rooms:write',
    summary: 'Lift a ban',
    about: 'Lets somebody come back. It is no error when they may already.',
    params: recordId,
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room, params, key }) => await rooms.liftBan(room, params.id, key),
)

const listInvitations = route(
  {
    method: 'GET',
    path: '/rooms/{room}/invitations',
    scope: 'rooms:read',
    summary: 'List invitations',
    about: 'All invitations that are good, without their secrets.',
    reply: z.object({ invitations: z.array(invitationSchema) }),
  },
  async ({ rooms }, { room }) => ({ invitations: await rooms.invitations(room) }),
)

const makeInvitation = route(
  {
    method: 'POST',
    path: '/rooms/{room}/invitations',
    scope: 'rooms:write',
    summary: 'Invite somebody',
    about: 'Makes a link that gives whoever opens it a role, for so many uses and so long.',
    body: newInvitationSchema,
    reply: z.object({ invitation: invitationSchema, ...secretLinkSchema.shape }),
    status: 201,
    problems: ['room_unknown'],
  },
  async ({ rooms }, { room, body, key }) => await rooms.invite(room, body, key),
)

const revokeInvitation = route(
  {
    method: 'DELETE',
    path: '/rooms/{room}/invitations/{id}',
    scope: 'rooms:write',
    summary: 'Revoke an invitation',
    about: 'The link is worth nothing from then on. Who came by it stays.',
    params: recordId,
    problems: ['not_found'],
  },
  async ({ rooms }, { room, params, key }) => await rooms.revokeInvitation(room, params.id, key),
)

/** Participants, invitations and bans. */
export const peopleRoutes: readonly Route[] = [
  listParticipants,
  stopTrack,
  stopTracks,
  setRole,
  moveParticipant,
  removeParticipant,
  listBans,
  liftBan,
  listInvitations,
  makeInvitation,
  revokeInvitation,
]
