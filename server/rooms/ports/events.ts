import type { ActorName, ChatMessage, Participant, Role, RoomRules, Source } from '../../../protocol/index.ts'

/** A participant of a room. */
interface OfParticipant {
  participantId: string
}

/** A track that a participant publishes. */
interface OfTrack extends OfParticipant {
  producerId: string
  source: Source
}

/**
 * Everything that happens in rooms and may matter outside of them, with what it carries. Names
 * are facts in the past tense. Every event says its name and the room as well, see `RoomEvent`, so
 * that no detail may be called so: what somebody is called is a `displayName`.
 */
export interface RoomEventMap {
  /** The room came into being: somebody joins, or seats from before a restart wait in it. */
  roomOpened: { /** Seats that wait from before a restart. */ restoredSeats: number }
  /** Nobody has a seat any more, or the server stops. */
  roomClosed: { reason: 'empty' | 'stopped' | 'ended' }
  /** Somebody took a new seat. */
  participantJoined: { participant: Participant }
  /** Somebody took their former seat back. */
  participantReturned: OfParticipant & { /** Whether the media went on all the time. */ keptMedia: boolean }
  /** The connection of a seat broke; the seat waits for its owner. */
  participantDisconnected: OfParticipant & { /** The page was closed or reloaded. */ pageClosed: boolean }
  /** A seat was given up, by its owner or because nobody came back. Always after its `participantJoined`. */
  participantLeft: OfParticipant
  participantRenamed: OfParticipant & { displayName: string }
  handChanged: OfParticipant & {
    /** Server time in milliseconds since 1970, or null when it was lowered. */ raisedAt: number | null
  }
  /** Rules of the room are others now. */
  rulesChanged: { changes: Partial<RoomRules>; by: ActorName }
  /** Whose room it is; null for nobody. */
  ownerChanged: { displayName: string | null }
  roleChanged: OfParticipant & {
    role: Role
    before: Role
    /** Absent when nobody in the room decided it. */ by?: ActorName
  }
  /** A host stopped what one sends, or what all but hosts do. */
  tracksStopped: Partial<OfParticipant> & { source: Source; count: number; by: ActorName }
  /** A host asked somebody to switch something on. */
  trackAsked: OfParticipant & { source: Source; by: ActorName }
  /** A host lowered hands: of one, or of all. */
  handsLowered: Partial<OfParticipant> & { count: number; by: ActorName }
  /** A host gave somebody another name. */
  participantRenamedBy: OfParticipant & { displayName: string; before: string; by: ActorName }
  /** A host took the seat of somebody; `participantLeft` follows. */
  participantRemoved: OfParticipant & { displayName: string; banned: boolean; by: ActorName }
  /** A program sent somebody to another room; `participantLeft` follows. */
  participantMoved: OfParticipant & { displayName: string; to: string; by: ActorName }
  banLifted: { displayName: string; by: ActorName }
  /** Whom hosts show to everybody. */
  spotlightChanged: { participantIds: readonly string[]; by: ActorName }
  /** The meeting ends for all at this server time in milliseconds since 1970; null when that was called off. */
  roomEnding: { at: number | null; by: ActorName }
  /** Somebody waits at the door. */
  knocked: { id: string; displayName: string }
  /** A host let somebody in, or did not. */
  knockDecided: { id: string; displayName: string; admitted: boolean; by: ActorName }
  invitationMade: { id: string; role: Role; by: ActorName }
  invitationRevoked: { id: string; by: ActorName }
  trackPublished: OfTrack & { paused: boolean }
  trackPaused: OfTrack
  trackResumed: OfTrack
  trackClosed: OfTrack
  /** A message has its number and its place in the store; it is about to be sent. */
  chatMessageStored: { message: ChatMessage }
  /** A participant does not read its messages, so its media was ended; the seat waits. */
  participantStuck: OfParticipant
  /** Nothing of somebody's media gets through to the addresses that were announced. */
  mediaPathMissing: OfParticipant & {
    /** Protocol, address and port of each. */ addresses: readonly string[]
  }
  /** Somebody sends more on a data channel than may be read; its media is ended. */
  participantFlooded: OfParticipant
  /** A media worker is gone, and with it the media of these participants. */
  mediaLost: { participantIds: readonly string[] }
}

/** What an event is called. */
export type RoomEventName = keyof RoomEventMap

/** What every event says; a detail of the same name would hide it. */
type OwnField = 'name' | 'room'

/** Types fail here where a detail is called as what every event says. */
const NAMES: {
  readonly [N in RoomEventName]: OwnField & keyof RoomEventMap[N] extends never ? true : never
} = {
  roomOpened: true,
  roomClosed: true,
  participantJoined: true,
  participantReturned: true,
  participantDisconnected: true,
  participantLeft: true,
  participantRenamed: true,
  handChanged: true,
  rulesChanged: true,
  ownerChanged: true,
  roleChanged: true,
  tracksStopped: true,
  trackAsked: true,
  handsLowered: true,
  participantRenamedBy: true,
  participantRemoved: true,
  participantMoved: true,
  banLifted: true,
  spotlightChanged: true,
  roomEnding: true,
  knocked: true,
  knockDecided: true,
  invitationMade: true,
  invitationRevoked: true,
  trackPublished: true,
  trackPaused: true,
  trackResumed: true,
  trackClosed: true,
  chatMessageStored: true,
  participantStuck: true,
  mediaPathMissing: true,
  participantFlooded: true,
  mediaLost: true,
}

/** The names of all events, for whoever watches every one of them. */
export const ROOM_EVENT_NAMES = Object.keys(NAMES) as RoomEventName[]

/** One event as its watchers get it. */
export type RoomEvent<N extends RoomEventName = RoomEventName> = {
  [Name in N]: { readonly name: Name; readonly room: string } & Readonly<RoomEventMap[Name]>
}[N]

type Watcher<N extends RoomEventName> = (event: RoomEvent<N>) => void

/**
 * Tells what happens in rooms to whoever asked for it: the log, metrics, and everything that
 * is added to rooms from outside. Watchers run at once and in the order in which they came; one
 * that throws is reported and keeps nobody else from hearing.
 */
export class RoomEvents {
  readonly #watchers = new Map<RoomEventName, Set<Watcher<never>>>()
  readonly #failed: (error: unknown, name: RoomEventName) => void

  /** @param failed - gets what a watcher throws */
  constructor(failed: (error: unknown, name: RoomEventName) => void) {
    this.#failed = failed
  }

  /**
   * Calls back with every event of this name, in all rooms.
   *
   * @returns a function that ends this
   */
  on<N extends RoomEventName>(name: N, watcher: Watcher<N>): () => void {
    const watchers = this.#watchers.get(name) ?? new Set()
    this.#watchers.set(name, watchers)
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }

  emit<N extends RoomEventName>(room: string, name: N, details: RoomEventMap[N]): void {
    const event = { ...details, name, room } as unknown as never
    for (const watcher of this.#watchers.get(name) ?? []) {
      try {
        watcher(event)
      } catch (error) {
        this.#failed(error, name)
      }
    }
  }
}

/** Takes the events of one room from its parts: they say what happened and not where. */
export interface RoomEventSink {
  emit<N extends RoomEventName>(name: N, details: RoomEventMap[N]): void
}

/** The events of one room. Its own parts hear of them first, then whoever watches all rooms. */
export class EventsOfRoom implements RoomEventSink {
  readonly #room: string
  readonly #own: RoomEvents
  readonly #all: RoomEvents

  constructor(room: string, all: RoomEvents) {
    this.#room = room
    this.#all = all
    // A part of the room that throws is a fault of the room, which its caller has to know.
    this.#own = new RoomEvents((error) => {
      throw error
    })
  }

  /** Calls back with every event of this name in this room. */
  on<N extends RoomEventName>(name: N, watcher: Watcher<N>): void {
    this.#own.on(name, watcher)
  }

  emit<N extends RoomEventName>(name: N, details: RoomEventMap[N]): void {
    this.#own.emit(this.#room, name, details)
    this.#all.emit(this.#room, name, details)
  }
}
