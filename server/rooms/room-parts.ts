import type { NextRoom } from '../../protocol/index.ts'
import { RoomChat } from './chat/room-chat.ts'
import { RoomDoors } from './doors/room-doors.ts'
import { RoomPolicy } from './doors/room-policy.ts'
import { RoomForwarding } from './forwarding/room-forwarding.ts'
import { RoomModeration } from './moderation/room-moderation.ts'
import type { TakingCode } from './seats/gone-seats.ts'
import { EventsOfRoom, type RoomEvent } from './ports/events.ts'
import type { MediaRoom } from './ports/media.ts'
import type { StoredPolicy } from './ports/policy-store.ts'
import type { StoredRoom } from './ports/store.ts'
import { ACTIVITY_CHANNEL, CHAT_CHANNEL, ROOM_CHANNELS } from './ports/channels.ts'
import { RoomLoad } from './room-load.ts'
import type { RoomServices } from './room-services.ts'
import { Roster } from './roster/roster.ts'
import { Admission } from './seats/admission.ts'
import { JoinDescriber } from './seats/join-describer.ts'
import { ReconnectGrace } from './seats/reconnect-grace.ts'
import { SeatActions } from './seats/seat-actions.ts'
import { SeatChanges } from './seats/seat-changes.ts'
import { SeatTable } from './seats/seat-table.ts'
import type { Seat } from './seats/seat.ts'
import { ActivityFeed } from './speakers/activity-feed.ts'

// Changes of the participant list within this time travel together.
const ROSTER_INTERVAL_MS = 100

/** What a room is made of. */
export interface RoomParts {
  readonly events: EventsOfRoom
  readonly policy: RoomPolicy
  readonly doors: RoomDoors
  readonly moderation: RoomModeration
  readonly seats: SeatTable
  readonly roster: Roster
  readonly actions: SeatActions
  readonly chat: RoomChat
  readonly activity: ActivityFeed
  readonly media: MediaRoom
  readonly forwarding: RoomForwarding
  readonly admission: Admission
  readonly grace: ReconnectGrace
  readonly load: RoomLoad
}

/** What a room is built from. */
export interface RoomPlan {
  name: string
  services: RoomServices
  /** What is known of the room from before. */
  stored: StoredRoom
  /** Who may enter it; undefined when nobody ever said anything about that. */
  policy: StoredPolicy | undefined
  /** A media worker is gone, and with it the media of these participants. */
  mediaLost: (participantIds: readonly string[]) => void
  seats: {
    /** Gives up a seat to which nobody came back in time. */
    expire(seat: Seat): void
    /** Takes a seat from its owner. */
    remove(seat: Seat, code: TakingCode, next?: NextRoom): void
  }
  /** Ends the meeting for everybody in it. */
  end: () => void
  /** Nobody waits at the door any more. */
  lobbyEmptied: () => void
}

/** Builds the parts of a room and connects them. */
export function assembleRoom(plan: RoomPlan): RoomParts {
  const events = new EventsOfRoom(plan.name, plan.services.events)
  const policy = new RoomPolicy({
    room: plan.name,
    store: plan.services.store,
    stored: plan.policy,
    events,
  })
  const seats = new SeatTable(plan.stored.nextSubchannel)
  const roster = new Roster({
    find: (id) => seats.findAnnounced(id)?.snapshot(),
    broadcast: (change) => plan.services.broadcast.broadcast(plan.name, 'room:changed', change),
    notify: (id, name, params) => seats.find(id)?.notify(name, params),
    intervalMs: ROSTER_INTERVAL_MS,
  })
  const changes = new SeatChanges({ room: plan.name, store: plan.services.store, roster })
  const base = {
    events,
    policy,
    seats,
    roster,
    changes,
    ...createDecisions(plan, { events, policy, seats, roster, changes }),
  }
  const flow = createFlow(plan, base)
  const grace = new ReconnectGrace({ settings: plan.services.settings, roster, events, seats: plan.seats })
  const parts: RoomParts = {
    events,
    policy,
    doors: base.doors,
    moderation: base.moderation,
    seats,
    roster,
    actions: new SeatActions({ seats, changes, events, law: policy }),
    ...flow,
    grace,
    admission: createAdmission(plan, { ...base, ...flow, grace }),
    load: new RoomLoad({ seats, forwarding: flow.forwarding }),
  }
  connect(parts)
  return parts
}

type Base = Pick<RoomParts, 'events' | 'policy' | 'doors' | 'moderation' | 'seats' | 'roster'> & {
  changes: SeatChanges
}
type Flow = Pick<RoomParts, 'media' | 'chat' | 'forwarding' | 'activity'>

/** The parts that decide who comes in, and what people may do. */
function createDecisions(
  { name, services, stored, seats: { remove, expire }, end, lobbyEmptied }: RoomPlan,
  parts: Omit<Base, 'doors' | 'moderation'>,
): Pick<RoomParts, 'doors' | 'moderation'> {
  const { store, broadcast } = services
  return {
    doors: new RoomDoors({
      room: name,
      policy: parts.policy,
      services: services.doors,
      seats: parts.seats,
      events: parts.events,
      appoint: async (seat) => {
        const before = seat.role
        // Whose room it is stands with the seat, also of one who is host already.
        if (!seat.setRole('host')) return await parts.changes.keep(seat)
        await parts.changes.tell(seat, 'role')
        parts.events.emit('roleChanged', { participantId: seat.id, role: 'host', before })
      },
      since: stored.seats.length > 0 ? stored.beganAt : Date.now(),
      giveUp: expire,
      emptied: lobbyEmptied,
    }),
    moderation: new RoomModeration({
      ...parts,
      room: name,
      spotlight: {
        stored: stored.spotlight,
        keep: (ids) => void store.saveSpotlight(name, ids),
      },
      log: { store, newest: stored.logNumber, people: stored.seats },
      tell: (state) => broadcast.broadcast(name, 'room:state', state),
      remove,
      end,
    }),
  }
}

/** The parts through which media and messages flow. */
function createFlow(
  { name, services, stored, mediaLost }: RoomPlan,
  { events, policy, seats, roster, moderation }: Base,
): Flow {
  const { settings, store, mediaPort, logger } = services
  const media: MediaRoom = mediaPort.openRoom(ROOM_CHANNELS, {
    levelsMeasured: (levels) => activity.measured(levels),
    messageReceived: (participantId, channel, payload) => {
      const seat = seats.find(participantId)
      if (seat && channel === CHAT_CHANNEL.name) chat.receive(seat, payload)
    },
    lost: mediaLost,
  })
  const forwarding = new RoomForwarding({
    settings: settings.forwarding,
    spotlight: () => moderation.spotlight.ids,
    uplinkWanted: ({ participantId, producerId }, layers) =>
      seats.find(participantId)?.notify('uplink:wanted', { producerId, layers }),
  })
  const chat = new RoomChat({
    room: name,
    settings: settings.chat,
    history: stored,
    find: (id) => seats.find(id),
    store,
    relay: (payload, subchannels) => media.send(CHAT_CHANNEL.name, payload, subchannels),
    events,
    law: policy,
    logger: logger.child({ room: name }),
  })
  const activity = new ActivityFeed({
    settings: settings.speakers,
    isPresent: (id) => seats.findAnnounced(id) !== undefined,
    send: (message) => media.send(ACTIVITY_CHANNEL.name, JSON.stringify(message)),
    ranked: (audible, dominant) => {
      // First the names, then what is heard of them.
      roster.heard(
        audible.map(({ participantId }) => participantId),
        dominant,
      )
      forwarding.spoken(audible, dominant)
    },
  })
  return { media, chat, forwarding, activity }
}

function createAdmission(
  { name, services, seats: { remove } }: RoomPlan,
  parts: Base & Flow & Pick<RoomParts, 'grace'>,
): Admission {
  const { seats, roster, forwarding, activity, chat } = parts
  return new Admission({
    room: name,
    tokens: services.tokens,
    gone: services.gone,
    law: parts.policy,
    policy: parts.doors,
    remove: (seat) => remove(seat, 'banned'),
    queue: services.queue,
    uplinks: { watch: services.uplinks, limits: services.settings.uplinkLimits },
    seats,
    roster,
    media: parts.media,
    forwarding,
    grace: parts.grace,
    changes: parts.changes,
    messages: chat,
    replies: new JoinDescriber({
      ...{ seats, roster, forwarding },
      floor: activity,
      room: parts.moderation,
      policy: parts.policy,
    }),
    events: parts.events,
    logger: services.logger.child({ room: name }),
  })
}

/** What one part of a room has to know of another. */
function connect({ events, activity, load, forwarding }: RoomParts): void {
  const silenced = ({ source, participantId }: RoomEvent<'trackPaused' | 'trackClosed'>): void => {
    if (source === 'microphone') activity.silenced(participantId)
  }
  events.on('trackPaused', silenced)
  events.on('trackClosed', silenced)
  events.on('participantLeft', ({ participantId }) => activity.silenced(participantId))
  events.on('spotlightChanged', () => forwarding.importanceChanged())
  // A page that has just come knows nothing of the load.
  events.on('participantJoined', ({ participant }) => load.tell(participant.id))
  events.on('participantReturned', ({ participantId }) => load.tell(participantId))
}
