const MOST = 10_000

/**
 * Reads how many people a room takes at most.
 *
 * @param typed - a number as people write it, or nothing
 * @returns null for as many as the server allows; undefined when it is no such number
 */
export function parseMost(typed: string): number | null | undefined {
  const digits = typed.replace(/[\s,.'’]/g, '')
  if (digits === '') return null
  const most = /^\d{1,5}$/.test(digits) ? Number(digits) : 0
  return most >= 1 && most <= MOST ? most : undefined
}
