import { createTabStorage, type TabStorage } from './tab-storage.ts'

/**
 * Texts that all tabs of this browser share and that stay until they are cleared. Never throws; without storage
 * (blocked by the browser) they last as long as the page. Source: HTML standard, "The localStorage getter".
 */
export function createLastingStorage(): TabStorage {
  return createTabStorage(findLocalStorage())
}

function findLocalStorage(): Storage | undefined {
  // Node has one too, as a file: only a browser's is meant.
  if (!('window' in globalThis)) return undefined
  try {
    // Reading the property alone throws where site data is blocked.
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
