import { isRoomName } from '../../protocol/room-name.ts'
import { readText, writeText } from './storage.ts'

/** A room that was joined on this device. */
export interface RecentRoom {
  name: string
  /** Milliseconds since 1970. */
  joinedAt: number
}

/** Most rooms that the landing page lists. */
export const RECENT_ROOMS_MAX = 6
const KEY = 'recent-rooms'

/** Puts a room first, once. */
export function withRoom(rooms: readonly RecentRoom[], name: string, joinedAt: number): RecentRoom[] {
  return [{ name, joinedAt }, ...rooms.filter((room) => room.name !== name)].slice(0, RECENT_ROOMS_MAX)
}

/** Takes a room off the list. */
export function withoutRoom(rooms: readonly RecentRoom[], name: string): RecentRoom[] {
  return rooms.filter((room) => room.name !== name)
}

/** Reads a stored list; whatever does not look like one is left out. */
export function parseRooms(text: string | undefined): RecentRoom[] {
  let value: unknown
  try {
    value = JSON.parse(text ?? '[]')
  } catch {
    return []
  }
  return Array.isArray(value) ? value.filter(isRecentRoom).slice(0, RECENT_ROOMS_MAX) : []
}

function isRecentRoom(value: unknown): value is RecentRoom {
  if (typeof value !== 'object' || value === null) return false
  const { name, joinedAt } = value as Partial<RecentRoom>
  return typeof name === 'string' && isRoomName(name) && typeof joinedAt === 'number'
}

/** The rooms that were joined on this device, the latest first. */
export function readRecentRooms(): RecentRoom[] {
  return parseRooms(readText(KEY))
}

/** Remembers that a room was joined now. */
export function rememberRoom(name: string): void {
  writeText(KEY, JSON.stringify(withRoom(readRecentRooms(), name, Date.now())))
}

/** Forgets a room; returns what is left. */
export function forgetRoom(name: string): RecentRoom[] {
  const rooms = withoutRoom(readRecentRooms(), name)
  writeText(KEY, rooms.length > 0 ? JSON.stringify(rooms) : '')
  return rooms
}
