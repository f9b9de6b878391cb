/**
 * The resume token of a room, kept for this tab alone: a reload finds it, another
 * tab takes a seat of its own. Source: HTML standard, "The sessionStorage getter".
 * A duplicated tab starts with a copy; the server then tells the older one that
 * its seat was taken.
 */
export interface ResumeTokens {
  read(room: string): string | undefined
  write(room: string, token: string): void
  clear(room: string): void
}

const PREFIX = 'plenary.resume.'

/**
 * @param storage - where tokens live; without one (blocked by the browser) they
 *   last as long as the page
 */
export function createResumeTokens(storage: Storage | undefined = findSessionStorage()): ResumeTokens {
  const memory = new Map<string, string>()
  return {
    read: (room) => attempt(() => storage?.getItem(PREFIX + room)) ?? memory.get(room),
    write: (room, token) => {
      memory.set(room, token)
      attempt(() => storage?.setItem(PREFIX + room, token))
    },
    clear: (room) => {
      memory.delete(room)
      attempt(() => storage?.removeItem(PREFIX + room))
    },
  }
}

function findSessionStorage(): Storage | undefined {
  // Reading the property alone throws where site data is blocked.
  return attempt(() => globalThis.sessionStorage)
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
