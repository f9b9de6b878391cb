import { randomBytes } from 'node:crypto'
import type { LogEntry } from '../../../protocol/index.ts'
import type { LogStore } from './log-store.ts'
import type { PolicyStore, StoredPolicy } from './policy-store.ts'
import { NEW_ROOM, type RoomStore } from './store.ts'

const SECRET_BYTES = 32

/** A store that keeps nothing: chat ends with the room, and seats with the process. */
export function createNullStore(): RoomStore {
  const nothing = (): Promise<void> => Promise.resolve()
  return {
    secret: randomBytes(SECRET_BYTES),
    behind: 0,
    lasting: false,
    occupiedRooms: () => Promise.resolve([]),
    saveSeat: nothing,
    removeSeat: nothing,
    saveSpotlight: nothing,
    appendMessage: nothing,
    readMessages: () => Promise.resolve({ messages: [], latest: 0 }),
    appendPrivateMessage: nothing,
    removePrivateMessages: nothing,
    // Whoever used something is known in memory, and nothing outlives that.
    loadUsed: () => Promise.resolve([]),
    saveUsed: nothing,
    ...createPolicyMemory(),
    close: nothing,
  }
}

/** Policies and logs of this life of the server: a room that is somebody's stays so while nobody is in it. */
function createPolicyMemory(): PolicyStore & LogStore & Pick<RoomStore, 'emptied' | 'load'> {
  const policies = new Map<string, StoredPolicy>()
  const logs = new Map<string, LogEntry[]>()
  return {
    // Lines of the next meeting are numbered after those that are kept.
    load: async (room) => {
      const newest = logs.get(room)?.at(-1)
      return newest && { ...NEW_ROOM, logNumber: newest.number }
    },
    loadPolicy: async (room) => policies.get(room),
    savePolicy: async (room, policy) => void policies.set(room, policy),
    // Of a room that is somebody's, its hosts read the log later too.
    emptied: async (room) => {
      if (!policies.has(room)) logs.delete(room)
    },
    removePolicy: async (room) => {
      policies.delete(room)
      logs.delete(room)
    },
    listPolicies: async (after, limit) =>
      [...policies.keys()]
        .filter((room) => room > after)
        .sort()
        .slice(0, limit),
    appendLog: async (room, entry, oldestKept) => {
      logs.set(
        room,
        [...(logs.get(room) ?? []), entry].filter(({ number }) => number >= oldestKept),
      )
    },
    removeLog: async (room) => void logs.delete(room),
    readLog: async (room, before, limit) =>
      (logs.get(room) ?? [])
        .filter(({ number }) => number < before)
        .toReversed()
        .slice(0, limit),
  }
}
