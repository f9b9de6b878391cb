import type { PolicyStore } from '../../rooms/ports/policy-store.ts'
import type { RoomRegistry } from '../../rooms/room-registry.ts'

/** A room in a list. */
export interface RoomSummary {
  name: string
  participants: number
  owner: string | null
}

/** A part of the list of rooms. */
export interface RoomList {
  summaries: RoomSummary[]
  /** The name behind which the list goes on; undefined at its end. */
  next: string | undefined
}

// Names that are looked at for one answer, so that a key for few rooms among many holds up nobody.
const LOOKED_AT_MAX = 1000

/** Rooms in which somebody is, and rooms of which something is kept: one list in the order of their names. */
export async function listRooms(
  {
    rooms,
    store,
  }: {
    rooms: Pick<RoomRegistry, 'find' | 'names'>
    store: Pick<PolicyStore, 'listPolicies' | 'loadPolicy'>
  },
  { after, limit, isListed }: { after: string; limit: number; isListed: (room: string) => boolean },
): Promise<RoomList> {
  const kept = await store.listPolicies(after, LOOKED_AT_MAX)
  const open = rooms.names.filter((name) => compareNames(name, after) > 0)
  // Behind the last name that was looked at, the store may have others.
  const bound = kept.length === LOOKED_AT_MAX ? kept.at(-1) : undefined
  const names = [...new Set([...kept, ...open])]
    .filter((name) => bound === undefined || compareNames(name, bound) <= 0)
    .sort(compareNames)
  const listed = names.filter(isListed)
  const page = listed.slice(0, limit)
  const summaries = await Promise.all(page.map(async (name) => await summaryOf(name, { rooms, store })))
  const next = listed.length > limit ? page.at(-1) : bound
  return { summaries, next }
}

/** By code points, as the store orders them: JavaScript alone would compare halves of characters. */
export function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

async function summaryOf(
  name: string,
  { rooms, store }: { rooms: Pick<RoomRegistry, 'find'>; store: Pick<PolicyStore, 'loadPolicy'> },
): Promise<RoomSummary> {
  const room = rooms.find(name)
  const owner = room ? room.policy.owner : (await store.loadPolicy(name))?.owner
  return { name, participants: room?.size ?? 0, owner: owner?.name ?? null }
}
