import { z } from 'zod'
import { consumersChangedSchema } from './consumers.ts'
import { lobbyDecisionSchema, lobbySchema, nextRoomSchema } from './doors.ts'
import { ERROR_CODES } from './errors.ts'
import { rtpCapabilitiesSchema, sourceSchema } from './media.ts'
import { moderatedSchema, roomStateSchema } from './moderation.ts'
import { participantIdSchema, participantSchema, participantUpdateSchema } from './participants.ts'
import { rosterChangedSchema } from './roster.ts'

/** Every message that the server sends unasked. */
export const notifications = {
  welcome: {
    about: 'First message of a connection: all that a client can prepare before it joins.',
    params: z.object({
      protocolVersion: z.number(),
      rtpCapabilities: rtpCapabilitiesSchema,
      /** Bitrate ceilings in bit/s that the operator configured. */
      bitrates: z.object({
        microphone: z.number(),
        camera: z.number(),
        screen: z.number(),
      }),
      /** Servers for networks that only reach the outside through a relay. */
      iceServers: z.array(
        z.object({
          urls: z.array(z.string()),
          username: z.string().optional(),
          credential: z.string().optional(),
        }),
      ),
    }),
  },
  'room:changed': {
    about:
      'What changed in the room since the last one; changes within 100 ms come together. After a join whose ' +
      'answer did not name everybody, a small room tells the whole list: `joined` names people who may be known. ' +
      'A large one (`whole: false`) tells of those alone who matter to the page: hosts, who shares a screen, is ' +
      'heard or raises a hand first, whom it shows, receives or looks at (roster:look), and oneself.',
    params: z.object({
      /** Who came; in a large room, whom the page is told of from now on. */
      joined: z.array(participantSchema),
      /** Who left; in a large room, of those whom the page is told of. */
      left: z.array(z.string()),
      updated: z.array(participantUpdateSchema),
      /** The list that the join began is whole: whoever was not named since is not in the room. */
      complete: z.boolean().optional(),
      /** How many are in the room, oneself included, when that changed; in a large room every two seconds at most. */
      count: z.number().optional(),
      /** Who is in the room and is not told of any more. */
      forgotten: z.array(z.string()).optional(),
      /**
       * Whether the page is told of everybody from now on, when that changes. With false, `joined` names all
       * whom it is told of, and `forgotten` all others; with true, `joined` names everybody.
       */
      whole: z.boolean().optional(),
    }),
  },
  'roster:changed': {
    about:
      'What a window that roster:look opened shows now, every 500 ms at most while that changes. Changes of people ' +
      'in it come in room:changed.',
    params: rosterChangedSchema,
  },
  'room:state': {
    about:
      'What holds in the room now: rules, who is shown to everybody, whose room it is, whether it ends. Always the whole ' +
      'state, so that a lost one does no harm.',
    params: roomStateSchema,
  },
  'seat:moderated': {
    about: 'Something that a host did to this seat, or asks of it.',
    params: moderatedSchema,
  },
  'lobby:changed': {
    about: 'Who waits, to hosts and co-hosts; every 500 ms at most while that changes.',
    params: lobbySchema,
  },
  'lobby:decided': {
    about: 'What became of the knock of this connection.',
    params: lobbyDecisionSchema,
  },
  'lobby:told': {
    about: 'What a host says to those who wait.',
    params: z.object({ text: z.string(), by: z.string() }),
  },
  'consumers:changed': {
    about: 'Consumers to open and to close, in one renegotiation. Acknowledge with consumer:ready.',
    params: consumersChangedSchema,
  },
  'uplink:wanted': {
    about: 'How many simulcast layers of an own producer are worth sending; 0 when nobody looks.',
    params: z.object({ producerId: z.string(), layers: z.number() }),
  },
  'uplink:keyframe': {
    about:
      'An own producer should send a key frame of each layer now. It comes, once a second for long, when ' +
      'somebody began to watch just after one, and only for senders that negotiated feedback for congestion ' +
      'control, because browsers ignore requests by RTCP that soon.',
    params: z.object({ producerId: z.string() }),
  },
  'uplink:exceeded': {
    about:
      'An own producer sends more than its source may, in bit/s. First it is `warned`, then the server sends nothing ' +
      'of it to others (`paused`) until it keeps to the limit (`resumed`), at last it is `closed`.',
    params: z.object({
      producerId: z.string(),
      source: sourceSchema,
      action: z.enum(['warned', 'paused', 'resumed', 'closed']),
      bitsPerSecond: z.number(),
      limit: z.number(),
    }),
  },
  'server:load': {
    about:
      'How far the server saves: 0 not at all, 1 lower resolution, 2 few cameras, 3 one camera: of somebody ' +
      'pinned, else of whoever speaks. Sound is never cut.',
    params: z.object({ level: z.number() }),
  },
  'downlink:limited': {
    about:
      'The line to this client takes little more than sound, or more again; until then pictures come small.',
    params: z.object({ isLimited: z.boolean() }),
  },
  'tracks:undecodable': {
    about:
      'All tracks that this client shows or should hear and cannot decode; the server sends nothing of ' +
      'them. An empty list when nothing is left. Forgotten with each join.',
    params: z.object({
      tracks: z.array(z.object({ participantId: participantIdSchema, source: sourceSchema })),
    }),
  },
  'server:draining': {
    about: 'The server stops after this time, or when the last one left; it usually comes back at once.',
    params: z.object({ seconds: z.number() }),
  },
  'session:ended': {
    about:
      'The seat is gone. `media_unavailable` asks to join again with the resume token; `moved` says where the person ' +
      'is expected now.',
    params: z.object({ code: z.enum(ERROR_CODES), message: z.string(), next: nextRoomSchema.optional() }),
  },
  'check:ended': {
    about: "The guest's check that this connection began is over, and its transports are closed.",
    params: z.object({ code: z.enum(ERROR_CODES), message: z.string() }),
  },
} as const satisfies Record<string, { about: string; params: z.ZodType }>

/** Name of a message that the server sends unasked. */
export type NotificationName = keyof typeof notifications

/** What that message carries. */
export type NotificationParams<N extends NotificationName> = z.infer<(typeof notifications)[N]['params']>
