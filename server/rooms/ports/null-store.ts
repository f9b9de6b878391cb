import { randomBytes } from 'node:crypto'
import type { RoomStore } from './store.ts'

const SECRET_BYTES = 32

/** A store that keeps nothing: chat ends with the room, and seats with the process. */
export function createNullStore(): RoomStore {
  const nothing = (): Promise<void> => Promise.resolve()
  return {
    secret: randomBytes(SECRET_BYTES),
    behind: 0,
    lasting: false,
    occupiedRooms: () => Promise.resolve([]),
    load: () => Promise.resolve(undefined),
    saveSeat: nothing,
    removeSeat: nothing,
    appendMessage: nothing,
    appendPrivateMessage: nothing,
    removePrivateMessages: nothing,
    emptied: nothing,
    close: nothing,
  }
}
