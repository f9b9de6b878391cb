/**
 * Session storage that never throws: a reload finds what was written, another tab
 * does not. Without it (blocked by the browser) texts last as long as the page.
 * Source: HTML standard, "The sessionStorage getter".
 */
export interface TabStorage {
  read(key: string): string | undefined
  write(key: string, text: string): void
  clear(key: string): void
}

const PREFIX = 'plenary.'

/** @param storage - where texts live; the tab's own by default */
export function createTabStorage(storage: Storage | undefined = findSessionStorage()): TabStorage {
  const memory = new Map<string, string>()
  return {
    read: (key) => attempt(() => storage?.getItem(PREFIX + key)) ?? memory.get(key),
    write: (key, text) => {
      memory.set(key, text)
      attempt(() => storage?.setItem(PREFIX + key, text))
    },
    clear: (key) => {
      memory.delete(key)
      attempt(() => storage?.removeItem(PREFIX + key))
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
