import { z } from 'zod'
import { checkRoomName, roomRulesSchema } from '../../protocol/index.ts'

const REASON = 'must be a room name as the server writes it, or its beginning and a * at the end'

/** A canonical room name, or the beginning of one and a star. Nothing else is a pattern, so none is slow. */
const namePattern = z
  .string()
  .min(1)
  .max(65)
  .refine((text) => {
    const name = text.endsWith('*') ? text.slice(0, -1) : text
    return name === '' || checkRoomName(name).name === name.replace(/-$/, '')
  }, REASON)
  .meta({ allowed: 'a room name such as team-meeting, or its beginning such as team-*' })

const defaultRulesSchema = z
  .strictObject({
    lobby: roomRulesSchema.shape.lobby.default(false).describe('Whether a host lets people in one by one.'),
    webinar: roomRulesSchema.shape.webinar.default(false).describe('Whether newcomers are viewers.'),
    startMuted: roomRulesSchema.shape.startMuted
      .default(false)
      .describe('Whether newcomers come with their microphones muted.'),
    microphone: roomRulesSchema.shape.microphone
      .default('everyone')
      .describe('Who may switch a microphone on.'),
    camera: roomRulesSchema.shape.camera.default('everyone').describe('Who may switch a camera on.'),
    screen: roomRulesSchema.shape.screen.default('everyone').describe('Who may share a screen.'),
    chat: roomRulesSchema.shape.chat.default('everyone').describe('Who may write to everybody.'),
    privateChat: roomRulesSchema.shape.privateChat
      .default('everyone')
      .describe('Whether people may write to one another; `with-hosts`: one of the two is a host.'),
    rename: roomRulesSchema.shape.rename
      .default('everyone')
      .describe('Who may change the own name during a meeting.'),
  })
  .describe('What holds in a room when somebody makes it their own; its hosts may change it.')

const lobbySchema = z
  .strictObject({
    maxWaiting: z
      .int()
      .min(1)
      .max(10_000)
      .default(300)
      .describe('Most people who wait for one room at a time.'),
    maxPerAddress: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe('Most of them from one network address, so that nobody fills a lobby alone.'),
    graceSeconds: z
      .number()
      .min(0)
      .max(3600)
      .default(30)
      .describe('How long somebody who waits keeps the place after the connection broke, in seconds.'),
    passMinutes: z
      .number()
      .min(0.1)
      .max(60)
      .default(5)
      .describe('How long somebody who was let in has time to come in, in minutes.'),
  })
  .describe('People who wait to be let in.')

/** Who may come into rooms, and who decides there. */
export const accessSchema = z
  .strictObject({
    mode: z
      .enum(['open', 'accounts', 'tokens'])
      .default('open')
      .describe(
        '`open`: whoever knows the name of a room may come, as far as its hosts allow. `accounts`: only people with ' +
          'an account make rooms theirs and come in by themselves, guests wait until a host lets them in. `tokens`: ' +
          'nobody comes without a token of a portal.',
      ),
    host: z
      .enum(['owner', 'first'])
      .default('owner')
      .describe(
        'Who is host of a room: `owner` means whoever made it theirs, and whom hosts appoint. `first` makes whoever ' +
          'comes first into an empty room that is nobody’s its host, so that a stranger who guesses its name can be.',
      ),
    withoutHost: z
      .enum(['open', 'wait'])
      .default('open')
      .describe('Whether people come into a room in which no host is, or wait until one comes.'),
    allowedRooms: z
      .array(namePattern)
      .max(1000)
      .default([])
      .describe('Names that rooms may have, such as `team-*`. Empty: any name.'),
    reservedRooms: z
      .array(namePattern)
      .max(1000)
      .default([])
      .describe(
        'Names that nobody may use but rooms that the operator made. A `*` at the end stands for any text.',
      ),
    defaults: defaultRulesSchema.prefault({}),
    keepDays: z
      .number()
      .min(1)
      .max(3650)
      .default(90)
      .describe('How long owner, rules and invitations of a room are kept after its last use, in days.'),
    lobby: lobbySchema.prefault({}),
  })
  .describe('Who may come into rooms, and who decides there.')
