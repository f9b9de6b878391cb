import { z } from 'zod'
import {
  credentialsSchema,
  invitationIdSchema,
  invitationsSchema,
  invitationSchema,
  knockersSchema,
  knockIdSchema,
  lobbySchema,
  lobbyTextSchema,
  newInvitationSchema,
  passwordSchema,
} from './doors.ts'
import { empty, typedName, type RequestRow } from './request-row.ts'
import { ruleChangesSchema } from './rules.ts'

/** Who may come in: the lobby, the rules of the room, its password, invitations and owner. */
export const doorRequests = {
  'lobby:knock': {
    permission: 'anybody',
    about:
      'Asks to be let in, after `room:join` was refused with `lobby_wait` or `host_absent`. Asking again after the ' +
      'connection broke, with the id of before, keeps the place. lobby:decided says what became of it.',
    params: z.strictObject({
      room: typedName,
      name: typedName,
      credentials: credentialsSchema.optional(),
      id: knockIdSchema.optional(),
    }),
    reply: z.object({ id: knockIdSchema, canBeAdmitted: z.boolean() }),
  },
  'lobby:leave': {
    permission: 'anybody',
    about: 'Waits no longer.',
    params: empty,
    reply: empty,
  },
  'lobby:list': {
    permission: 'participant',
    action: 'admit',
    about: 'Tells who waits; lobby:changed follows it, to every host.',
    params: empty,
    reply: lobbySchema,
  },
  'lobby:admit': {
    permission: 'participant',
    action: 'admit',
    about: 'Lets people in who wait.',
    params: z.strictObject({ knockers: knockersSchema }),
    reply: z.object({ admitted: z.number() }),
  },
  'lobby:deny': {
    permission: 'participant',
    action: 'admit',
    about: 'Does not let people in who wait, with a reason that they read.',
    params: z.strictObject({ knockers: knockersSchema, reason: lobbyTextSchema.optional() }),
    reply: z.object({ denied: z.number() }),
  },
  'lobby:message': {
    permission: 'participant',
    action: 'admit',
    about: 'Says something to everybody who waits.',
    params: z.strictObject({ text: lobbyTextSchema }),
    reply: z.object({ told: z.number() }),
  },
  'rules:set': {
    permission: 'participant',
    action: 'set-rules',
    about: 'Changes rules of the room, which are kept with it; everybody is told in room:state.',
    params: ruleChangesSchema,
    reply: empty,
  },
  'password:set': {
    permission: 'participant',
    action: 'set-password',
    about: 'Sets the password of the room, or removes it with null. Whoever is inside stays.',
    params: z.strictObject({ password: passwordSchema.min(1).nullable() }),
    reply: empty,
  },
  'invitation:create': {
    permission: 'participant',
    action: 'invite',
    about: 'Makes an invitation. Its secret is told here, and nowhere else.',
    params: newInvitationSchema,
    reply: z.object({ invitation: invitationSchema, secret: z.string() }),
  },
  'invitation:list': {
    permission: 'participant',
    action: 'invite',
    about: 'Tells the invitations that are good.',
    params: empty,
    reply: invitationsSchema,
  },
  'invitation:revoke': {
    permission: 'participant',
    action: 'invite',
    about: 'Makes an invitation worth nothing. Whoever came by it stays.',
    params: invitationIdSchema,
    reply: empty,
  },
  'owner:link': {
    permission: 'participant',
    action: 'appoint',
    about: 'Gives the owner token of the room once more, to move it to another browser. For its owner alone.',
    params: empty,
    reply: z.object({ owner: z.string() }),
  },
} as const satisfies Record<string, RequestRow>
