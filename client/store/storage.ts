/**
 * Local storage that never throws: it can be missing, full or forbidden, and a
 * meeting must work all the same.
 */
const PREFIX = 'plenary.'

/** Reads a remembered text, or undefined when there is none. */
export function readText(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined
  } catch {
    return undefined
  }
}

/** Remembers a text on this device; an empty one is forgotten. */
export function writeText(key: string, text: string): void {
  try {
    if (text) localStorage.setItem(PREFIX + key, text)
    else localStorage.removeItem(PREFIX + key)
  } catch {
    // Private windows may refuse: the choice then lasts as long as the page.
  }
}
