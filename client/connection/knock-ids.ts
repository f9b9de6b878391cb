import { createTabStorage, type TabStorage } from './tab-storage.ts'

/** Under which this tab waits for a room: shown again after a break or a reload, it keeps the place. */
export interface KnockIds {
  read(room: string): string | undefined
  write(room: string, id: string): void
  clear(room: string): void
}

/** The knock ids of this tab, one for each room. */
export function createKnockIds(storage: TabStorage = createTabStorage()): KnockIds {
  const key = (room: string): string => `knock.${room}`
  return {
    read: (room) => {
      const id = storage.read(key(room))
      // Whatever else stands there would make the server refuse the whole request.
      return id !== undefined && /^[\w-]{8,32}$/.test(id) ? id : undefined
    },
    write: (room, id) => storage.write(key(room), id),
    clear: (room) => storage.clear(key(room)),
  }
}
