import { z } from 'zod'
import { participantIdSchema } from '../../../protocol/index.ts'
import { readCursor, writeCursor } from '../cursors.ts'
import { route, type Route } from './route.ts'
import { nextCursor, pageQuery, participantReplySchema } from './schemas.ts'

const MINUTES_MAX = 60 * 24 * 366
const LOG_LINES_MAX = 300

const line = z
  .object({
    bitsPerSecond: z.number(),
    lossRatio: z.number().nullable().describe('Share of packets that were lost, 0 to 1; null after too few.'),
    roundTripMs: z.number().nullable(),
    protocol: z.string().nullable().describe('Of the path that ICE chose: udp or tcp.'),
    availableBitsPerSecond: z
      .number()
      .nullable()
      .describe('What the line can carry, as the server estimates it.'),
  })
  .nullable()
  .describe('Null before it was measured, which takes some seconds.')

const readOverview = route(
  {
    method: 'GET',
    path: '/server/overview',
    scope: 'settings:read',
    summary: 'Read what is going on',
    about:
      'Rooms in which somebody is with what they cost, the dearest first and 200 at most, the media workers, and the ' +
      'certificate. Made for a page that asks every few seconds; lines are measured only while somebody asks.',
    reply: z.object({
      version: z.string(),
      status: z.enum(['starting', 'ready', 'draining']),
      uptimeSeconds: z.number(),
      participants: z.int(),
      loadLevel: z.number(),
      workers: z.array(z.object({ id: z.string(), pid: z.int(), cpu: z.number(), participants: z.int() })),
      certificate: z
        .object({ names: z.array(z.string()), expiresAt: z.number() })
        .nullable()
        .describe('Null where this server has none of its own.'),
      rooms: z.array(
        z.object({
          name: z.string(),
          participants: z.int(),
          bitsPerSecondOut: z.number().describe('What its people are sent.'),
          cores: z.number().describe('Its part of the work of media workers, by what is sent: an estimate.'),
          badLines: z
            .int()
            .describe('People whose line loses more than 5 %, or takes 400 ms there and back.'),
        }),
      ),
      roomsLeftOut: z.int(),
    }),
  },
  async ({ server, lines }) => {
    const { rooms, leftOut } = await lines.costs()
    const { rooms: _count, ...state } = server.state
    return { ...state, workers: lines.workers, certificate: server.certificate, rooms, roomsLeftOut: leftOut }
  },
)

const listLines = route(
  {
    method: 'GET',
    path: '/rooms/{room}/lines',
    scope: 'participants:read',
    summary: 'List people with their lines',
    about:
      'Who is in a room, what each receives, and how well. Asked for, people are measured every two seconds, as far as ' +
      'a hundred questions to media workers a second allow.',
    query: pageQuery,
    reply: z.object({
      participants: z.array(
        participantReplySchema.extend({
          send: line.describe('From the client to the server; null before it was measured.'),
          receive: line.describe('From the server to the client; null before it was measured.'),
          received: z
            .object({ audio: z.int(), video: z.int(), layers: z.array(z.int()) })
            .describe('Streams that are sent, and the spatial layers of the videos, 0 is the smallest.'),
          bad: z.enum(['up', 'down', 'both']).nullable().describe('Which way the line is bad.'),
        }),
      ),
      count: z.int(),
      nextCursor,
    }),
  },
  async ({ meetings, lines }, { room, query }) => {
    const { participants, count, next } = meetings.participants(room, readCursor(query.cursor), query.limit)
    return {
      participants: participants.map((one) => ({ ...one, ...lines.person(one.id) })),
      count,
      nextCursor: next === undefined ? null : writeCursor(next),
    }
  },
)

const drain = route(
  {
    method: 'POST',
    path: '/server/drain',
    scope: 'server:write',
    summary: 'Drain and stop the server',
    about:
      'Refuses new rooms, tells people, and stops the server when the last one left or the deadline has passed. It ' +
      'cannot be called off; asked again, the newest deadline counts.',
    body: z.strictObject({ deadlineSeconds: z.number().min(0).max(86_400) }),
  },
  async ({ operator }, { body }) => operator.drain(body.deadlineSeconds),
)

const readLog = route(
  {
    method: 'GET',
    path: '/server/log',
    scope: 'server:log',
    summary: 'Read the end of the log',
    about: 'The newest lines of the log at info and above, oldest first, as the log has them.',
    query: z.strictObject({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(LOG_LINES_MAX)
        .default(100)
        .describe('Most lines of the answer.'),
    }),
    reply: z.object({ lines: z.array(z.record(z.string(), z.unknown())) }),
  },
  async ({ operator }, { query }) => ({ lines: operator.log(query.limit) }),
)

const blockSchema = z.object({
  id: z.string(),
  address: z.string().describe('An IPv6 address stands for its /64 network.'),
  until: z.number().describe('Server time in milliseconds since 1970.'),
  note: z.string(),
})
const plan = {
  minutes: z.number().min(1).max(MINUTES_MAX),
  note: z
    .string()
    .max(200)
    .regex(/^[^\p{C}]*$/u)
    .default('')
    .describe('For whoever looks at the list.'),
}

const listBlocks = route(
  {
    method: 'GET',
    path: '/server/blocks',
    scope: 'server:log',
    summary: 'List blocked addresses',
    about: 'Addresses from which nothing is taken at the moment.',
    reply: z.object({ blocks: z.array(blockSchema) }),
  },
  async ({ operator }) => ({ blocks: operator.blocks }),
)

const block = route(
  {
    method: 'POST',
    path: '/server/blocks',
    scope: 'server:write',
    summary: 'Block an address',
    about:
      'Takes nothing from an address until the time is over, restarts included, and removes who is in a room from ' +
      'there. Everybody behind it is kept out. The address is named, or is that of somebody in a room.',
    body: z.union([
      z.strictObject({ address: z.string().max(64), ...plan }),
      z.strictObject({ room: z.string().max(256), participantId: participantIdSchema, ...plan }),
    ]),
    reply: blockSchema,
    status: 201,
    problems: ['address_invalid', 'address_own', 'blocks_full', 'target_gone'],
  },
  async ({ operator }, { body, key, address }) => {
    const caller = { name: key.name, address }
    return 'address' in body
      ? await operator.block(body.address, body, caller)
      : await operator.blockParticipant(body.room, body.participantId, body, caller)
  },
)

const unblock = route(
  {
    method: 'DELETE',
    path: '/server/blocks/{id}',
    scope: 'server:write',
    summary: 'Let an address in again',
    about: 'It is no error when it is let in already.',
    params: z.strictObject({ id: z.string().regex(/^[\w-]{8,32}$/) }),
  },
  async ({ operator }, { params }) => operator.unblock(params.id),
)

/** What operators look at and do. */
export const operatorRoutes: readonly Route[] = [
  readOverview,
  listLines,
  drain,
  readLog,
  listBlocks,
  block,
  unblock,
]
