import { readAsLatin } from './confusables.ts'
import { ROOM_NAME_MAX } from './limits.ts'
import { findExcessMark, findHidden, withoutJoiners, type NameCheck, type NameProblem } from './name-check.ts'
import { mixesScripts, mixesDigits } from './scripts.ts'

// Far more than any name needs, and little enough to look at every character.
const TYPED_MAX = 1024
// Their compatibility forms are other letters, which are drawn differently.
const HANGUL_LETTERS = /([\u3131-\u318e]+)/u
// What separates words. Signs with a meaning of their own, as in C++ and C#, are refused instead.
const ANY_SCRIPT = String.raw`\p{White_Space}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}_.,:;!?'"/\u2044¡¿·‧・。、।॥،؛؟`
// Tibetan has a sign after each syllable, Hebrew one in each abbreviation. The Arabic signs for per cent,
// per mille, per ten thousand, and the star have a meaning.
const OF_ONE_SCRIPT = String.raw`(?!\p{Script=Common}|[\u066a\u0609\u060a\u066d])\p{Po}`
const SEPARATORS = new RegExp(`(?:[${ANY_SCRIPT}]|${OF_ONE_SCRIPT})+`, 'gu')
const NOT_KEPT = /[^\p{L}\p{M}\p{Nd}\u3007-]/u
const BARE_MARK = /(?:^|[^\p{L}\p{M}])(\p{M})/u
// The prolonged sound mark of Japanese, which looks like a hyphen behind other letters.
const BARE_LENGTH = /(?:^|[^\p{Script=Hiragana}\p{Script=Katakana}\u30fc])(\u30fc)/u

/**
 * Turns what a person typed as a room name into the canonical name: letters, marks and digits of
 * any script in NFC, in small letters; spaces and punctuation become one hyphen, and fall away at
 * the ends.
 *
 * @param typed - any text, for example `Team Meeting!` or `팀 회의`
 * @returns the canonical name, at most 64 characters long; or why it cannot be used
 */
export function checkRoomName(typed: string): NameCheck {
  if (typed.length > TYPED_MAX) return { problem: { kind: 'too-long' } }
  const name = fold(typed)
    .replace(SEPARATORS, '-')
    .replace(/^-+|-+$/g, '')
  const problem = findProblem(name)
  return problem ? { problem } : { name }
}

/** The canonical name; undefined when it cannot be used, and `checkRoomName` says why. */
export function normaliseRoomName(typed: string): string | undefined {
  return checkRoomName(typed).name
}

/** Whether a room name is canonical: no other spelling leads to its room. */
export function isRoomName(name: string): boolean {
  return checkRoomName(name).name === name
}

// A number and a fraction behind it stay two, or 3½ would be 31/2.
const BEFORE_FRACTION = /(?<=\p{Nd})(?=[\u00bc-\u00be\u2150-\u215f\u2189])/gu

/** Wide and narrow forms, ligatures and the like become the letters that they stand for. */
function fold(typed: string): string {
  const compatible = (text: string): string =>
    text
      .split(HANGUL_LETTERS)
      .map((part, index) => (index % 2 === 1 ? part : part.normalize('NFKC')))
      .join('')
  // Small letters may have compatibility forms again.
  const small = compatible(compatible(typed.replace(BEFORE_FRACTION, ' ')).toLowerCase())
  // The dot of a Turkish capital is not seen above a small i, which has one.
  return small
    .normalize('NFD')
    .replace(/(?<=\p{Soft_Dotted})\u0307+/gu, '')
    .normalize('NFC')
}

function findProblem(name: string): NameProblem | undefined {
  if (name === '') return { kind: 'empty' }
  const letters = withoutJoiners(name)
  const hidden = findHidden(letters)
  if (hidden !== undefined) return { kind: 'hidden', character: hidden }
  const [character] = NOT_KEPT.exec(letters) ?? BARE_LENGTH.exec(letters)?.slice(1) ?? []
  if (character !== undefined) return { kind: 'character', character }
  const excess = findExcessMark(letters, BARE_MARK)
  if (excess !== undefined) return { kind: 'marks', character: excess }
  if (Array.from(name).length > ROOM_NAME_MAX) return { kind: 'too-long' }
  return findDeception(letters)
}

function findDeception(name: string): NameProblem | undefined {
  const mixed = name.split('-').find((word) => mixesScripts(word)) ?? (mixesDigits(name) ? name : undefined)
  if (mixed !== undefined) return { kind: 'mixed', part: mixed }
  return readAsLatin(name) === undefined ? undefined : { kind: 'look-alike', part: name }
}
