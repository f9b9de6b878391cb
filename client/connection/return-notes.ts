import { z } from 'zod'
import { createTabStorage, type TabStorage } from './tab-storage.ts'

const noteSchema = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  name: z.string(),
  microphoneOn: z.boolean(),
  cameraOn: z.boolean(),
  /** The page waited to be let in. */
  waits: z.boolean().optional(),
})

/** What a page that goes away in a meeting leaves for the one that takes its place. */
export type ReturnNote = z.infer<typeof noteSchema>

/** Notes of a page that goes, for the one that comes after it in the same tab. */
export interface ReturnNotes {
  write(room: string, note: Omit<ReturnNote, 'at'>): void
  /** The note of a page that went a moment ago. */
  read(room: string): ReturnNote | undefined
  clear(room: string): void
}

// Whoever comes back later may not expect to be seen at once.
const FRESH_MS = 60_000

/** Notes of this tab: a reload leads back into the meeting, muted or not as before. */
export function createReturnNotes(storage: TabStorage = createTabStorage()): ReturnNotes {
  const key = (room: string): string => `return.${room}`
  return {
    write: (room, note) => storage.write(key(room), JSON.stringify({ ...note, at: Date.now() })),
    read: (room) => {
      const note = parse(storage.read(key(room)))
      return note && Math.abs(Date.now() - note.at) < FRESH_MS ? note : undefined
    },
    clear: (room) => storage.clear(key(room)),
  }
}

function parse(text: string | undefined): ReturnNote | undefined {
  if (text === undefined) return undefined
  try {
    return noteSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
