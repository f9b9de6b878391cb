import { DISPLAY_NAME_MAX } from './limits.ts'
import { findMarkLikeness } from './mark-likeness.ts'
import { findExcessMark, findHidden, withoutJoiners, type NameCheck, type NameProblem } from './name-check.ts'

// Flags of England, Scotland and Wales, whose letters are tags that nobody sees.
const TAG_FLAGS =
  '\\u{1F3F4}\\u{E0067}\\u{E0062}(?:\\u{E0065}\\u{E006E}\\u{E0067}|\\u{E0073}\\u{E0063}\\u{E0074}|\\u{E0077}\\u{E006C}\\u{E0073})\\u{E007F}'
const EMOJI = '\\p{Extended_Pictographic}(?:[\\uFE0E\\uFE0F]|\\p{Emoji_Modifier})?'
// Source: UTS 51, emoji sequences; keycaps, then flags, then whatever joiners tie together.
const EMOJI_SEQUENCE = new RegExp(`[0-9#*]\\uFE0F?\\u20E3|${TAG_FLAGS}|${EMOJI}(?:\\u200D${EMOJI})*`, 'gu')
// Which shape of a letter is meant: ideographs in East Asian names, Mongolian letters.
const SHAPES =
  /(?<=\p{Script=Han})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]|(?<=\p{Script=Mongolian})[\u180B-\u180F]/gu
const ANY_EMOJI = '\u263A'
const BARE_MARK = /(?:^|\s)(\p{M})/u

/** What the server adds to a name that others have already, and nobody can type. */
const MARK = / \(([2-9]|[1-9]\d{1,5})\)$/

/**
 * Reads a display name: white space is folded and cut off at the ends, controls of direction are left
 * out, as they have no shape of their own, and nothing else is changed.
 *
 * @param typed - any text
 * @returns the name in NFC, at most 64 UTF-16 code units long, with something to see in it; or why
 *   it cannot be used
 */
export function checkDisplayName(typed: string): NameCheck {
  const name = typed
    .replace(/\p{Bidi_Control}/gu, '')
    .normalize('NFC')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '')
  const problem = findProblem(name)
  return problem ? { problem } : { name }
}

function findProblem(name: string): NameProblem | undefined {
  if (name.length > DISPLAY_NAME_MAX) return { kind: 'too-long' }
  const letters = withoutJoiners(name.replace(EMOJI_SEQUENCE, ANY_EMOJI).replace(SHAPES, ''))
  const hidden = findHidden(letters)
  if (hidden !== undefined) return { kind: 'hidden', character: hidden }
  const excess = findExcessMark(letters, BARE_MARK)
  if (excess !== undefined) return { kind: 'marks', character: excess }
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(letters)) return { kind: 'empty' }
  const like = findMarkLikeness(name)
  return like === undefined ? undefined : { kind: 'reserved', part: like }
}

/**
 * A name that others have already, told apart from theirs.
 *
 * @param number - which one it is; the first, 1, stays as it is
 */
export function withNameMark(name: string, number: number): string {
  return number === 1 ? name : `${name} (${number})`
}

/** The name that its owner typed, and which one of those who share it this is; 1 without a mark. */
export function splitNameMark(shown: string): { name: string; number: number } {
  const [mark, digits] = MARK.exec(shown) ?? []
  return mark === undefined
    ? { name: shown, number: 1 }
    : { name: shown.slice(0, -mark.length), number: Number(digits) }
}
