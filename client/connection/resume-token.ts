import { createTabStorage, type TabStorage } from './tab-storage.ts'

/**
 * The resume token of a room, kept for this tab alone: a reload finds it, another
 * tab takes a seat of its own. A duplicated tab starts with a copy; it asks the
 * others before it uses it.
 */
export interface ResumeTokens {
  read(room: string): string | undefined
  write(room: string, token: string): void
  clear(room: string): void
}

/** @param storage - where tokens live; the tab's own by default */
export function createResumeTokens(storage: TabStorage = createTabStorage()): ResumeTokens {
  const key = (room: string): string => `resume.${room}`
  return {
    read: (room) => storage.read(key(room)),
    write: (room, token) => storage.write(key(room), token),
    clear: (room) => storage.clear(key(room)),
  }
}
