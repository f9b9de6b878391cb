import { DISPLAY_NAME_MAX, ROOM_NAME_MAX } from './limits.ts'

/**
 * Turns what a person typed as a room name into the canonical name: lower case,
 * everything but `a-z 0-9` becomes a hyphen, runs of hyphens become one.
 *
 * @param typed - any text, for example `Team Meeting!`
 * @returns the canonical name, or undefined when nothing usable remains or the
 *   result is longer than 64 characters
 */
export function normaliseRoomName(typed: string): string | undefined {
  const name = typed
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name.length >= 1 && name.length <= ROOM_NAME_MAX ? name : undefined
}

/** Whether a room name is canonical, so that it may stand in a URL as it is. */
export function isRoomName(name: string): boolean {
  return /^[a-z0-9-]{1,64}$/.test(name)
}

// Control, bidirectional-override and invisible characters let a name imitate
// another one or reorder the text around it.
const HIDDEN_CHARACTERS = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu

/**
 * Cleans a display name: removes control and invisible characters, folds white
 * space, trims.
 *
 * @param typed - any text
 * @returns the clean name, or undefined when it is empty or over 64 characters
 */
export function normaliseDisplayName(typed: string): string | undefined {
  const name = typed
    .normalize('NFC')
    .replace(HIDDEN_CHARACTERS, (character) => (character === '\u200d' ? character : ''))
    .replace(/\s+/gu, ' ')
    .trim()
  const visible = name.replace(/\u200d/g, '').length
  return visible >= 1 && name.length <= DISPLAY_NAME_MAX ? name : undefined
}
