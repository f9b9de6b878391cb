import { createLastingStorage } from './lasting-storage.ts'
import type { TabStorage } from './tab-storage.ts'

const KEY = 'device'
const BYTES = 18

/**
 * A random mark of this browser, made when it is first asked for. A ban knows the browser again by it as long as it
 * is kept; it says nothing else and goes to this server alone.
 */
export function readDeviceMark(storage: TabStorage = createLastingStorage()): string {
  const kept = storage.read(KEY)
  if (kept !== undefined && /^[\w-]{16,64}$/.test(kept)) return kept
  const mark = Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  storage.write(KEY, mark)
  return mark
}
