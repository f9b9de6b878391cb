import type {
  ChatMessage,
  LogEntry,
  NextRoom,
  Participant,
  RequestParams,
  Role,
} from '../../../protocol/index.ts'
import type { RoomStore } from '../../rooms/ports/store.ts'
import type { RoomRegistry } from '../../rooms/room-registry.ts'
import type { Room } from '../../rooms/room.ts'
import type { StoredKey } from '../keys/api-key.ts'
import { Problem } from '../problems.ts'
import { actorOf } from './program.ts'

/** What a program acts on. */
export interface MeetingOperatorOptions {
  rooms: Pick<RoomRegistry, 'find'>
  store: Pick<RoomStore, 'readLog' | 'readMessages'>
}

type Key = Pick<StoredKey, 'name'>

/** What programs of the operator do to a meeting, and read of it. */
export class MeetingOperator {
  readonly #options: MeetingOperatorOptions

  constructor(options: MeetingOperatorOptions) {
    this.#options = options
  }

  /** @throws {Problem} `room_unknown` when nobody is in it */
  async end(name: string, seconds: number | null, key: Key): Promise<void> {
    await this.#inMeeting(name, ({ moderation }) => moderation.ending.set(actorOf(key), seconds))
  }

  /** Who is in a room, in the order in which they came. */
  participants(
    name: string,
    after: string,
    limit: number,
  ): { participants: Participant[]; count: number; next: string | undefined } {
    const all = this.#options.rooms.find(name)?.participants ?? []
    const [place = '0', id = ''] = after.split(' ')
    const known = all.findIndex((participant) => participant.id === id)
    // Who was last on the page before may be gone.
    const from = known >= 0 ? known + 1 : Math.max(0, Math.trunc(Number(place) || 0))
    const participants = all.slice(from, from + limit)
    const next = from + limit < all.length ? `${from + limit} ${participants.at(-1)?.id ?? ''}` : undefined
    return { participants, count: all.length, next }
  }

  /** @throws {Problem} `room_unknown`; `target_gone` */
  async stopTracks(name: string, target: RequestParams<'tracks:stop'>, key: Key): Promise<void> {
    await this.#inMeeting(name, ({ moderation }) => moderation.tracks.stop(actorOf(key), target))
  }

  /** @throws {Problem} `room_unknown`; `target_gone` */
  async setRole(name: string, participantId: string, role: Role, key: Key): Promise<void> {
    await this.#inMeeting(name, ({ moderation }) =>
      moderation.roles.set(actorOf(key), { participantId, role }),
    )
  }

  /** @throws {Problem} `room_unknown`; `target_gone` */
  async remove(name: string, participantId: string, ban: boolean, key: Key): Promise<void> {
    await this.#inMeeting(name, ({ moderation }) =>
      moderation.removals.remove(actorOf(key), { participantId, ban }),
    )
  }

  /** @throws {Problem} `room_unknown`; `target_gone` */
  async roleOf(name: string, participantId: string): Promise<Role> {
    const participant = await this.#inMeeting(name, ({ participants }) =>
      participants.find(({ id }) => id === participantId),
    )
    if (!participant) throw new Problem('target_gone')
    return participant.role
  }

  /** @throws {Problem} `room_unknown`; `target_gone` */
  async move(name: string, participantId: string, next: NextRoom, key: Key): Promise<void> {
    await this.#inMeeting(name, ({ moderation }) =>
      moderation.removals.move(actorOf(key), participantId, next),
    )
  }

  /** What was written to everybody, oldest first; nothing for a room of which nothing is kept. */
  async chat(
    name: string,
    part: { after: number; limit: number },
  ): Promise<{ messages: ChatMessage[]; latest: number }> {
    const open = this.#options.rooms.find(name)
    return open ? open.chat.exported(part) : await this.#options.store.readMessages(name, part)
  }

  /** What was done, newest first; nothing for a room of which nothing is kept. */
  async log(
    name: string,
    { before, limit }: { before?: number | undefined; limit: number },
  ): Promise<LogEntry[]> {
    return await this.#options.store.readLog(name, before ?? Number.MAX_SAFE_INTEGER, limit)
  }

  /** Does something in a room in which somebody is. */
  async #inMeeting<T>(name: string, work: (room: Room) => T | Promise<T>): Promise<T> {
    const room = this.#options.rooms.find(name)
    if (!room || room.size === 0) throw new Problem('room_unknown', { detail: 'Nobody is in this room now.' })
    return await work(room)
  }
}
