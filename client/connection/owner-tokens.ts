import { z } from 'zod'
import { createLastingStorage } from './lasting-storage.ts'
import type { TabStorage } from './tab-storage.ts'

/** Most rooms whose owner tokens this browser keeps. */
export const OWNED_ROOMS_MAX = 50

const KEY = 'owned-rooms'

const ownedSchema = z.array(z.object({ room: z.string(), token: z.string() }))

/** What says that this browser made a room, one token for each room. */
export interface OwnerTokens {
  read(room: string): string | undefined
  /** Keeps it as the newest; beyond the most, the one that was used least lately is forgotten. */
  write(room: string, token: string): void
  /** Forgets what opens nothing any more. */
  clear(room: string): void
}

/** The owner tokens of this browser: all of its tabs know them. */
export function createOwnerTokens(storage: TabStorage = createLastingStorage()): OwnerTokens {
  // Read anew each time: another tab may have made a room meanwhile.
  const list = (): z.infer<typeof ownedSchema> => parse(storage.read(KEY))
  const others = (room: string): z.infer<typeof ownedSchema> => list().filter((owned) => owned.room !== room)
  const save = (owned: z.infer<typeof ownedSchema>): void => storage.write(KEY, JSON.stringify(owned))
  return {
    read: (room) => list().find((owned) => owned.room === room)?.token,
    write: (room, token) => save([{ room, token }, ...others(room)].slice(0, OWNED_ROOMS_MAX)),
    clear: (room) => save(others(room)),
  }
}

function parse(text: string | undefined): z.infer<typeof ownedSchema> {
  if (text === undefined) return []
  try {
    return ownedSchema.parse(JSON.parse(text))
  } catch {
    return []
  }
}
