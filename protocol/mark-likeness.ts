// Everything that encloses, whichever way it is turned: brackets, what is mirrored in text from right to
// left (so < and « as well), and what is drawn like these (UTS 39).
const BRACKET = String.raw`\p{Ps}\p{Pe}\p{Bidi_Mirrored}|‖¦˂˃ᐸᐳᚲ𝈶𝈷𝄔𖼿◖◗☾☽⏜⏝⎛⎜⎝⎞⎟⎠⎡⎣⎤⎦`
// Letters that look like digits (UTS 39), those like 0 and 1 apart: no mark begins with 0, and 1 alone is none.
const LIKE_ZERO = 'oO'
const LIKE_ONE = 'lI|'
const LIKE_OTHERS = 'ƧϨꙄᒿꛯЗзƷʒȜȝƐᏎƼбᏮⳒȢȣꝮ'
const DIGIT = String.raw`\p{N}${LIKE_ZERO}${LIKE_ONE}${LIKE_OTHERS}`
// No longer, or many ways to read a name would be tried.
const BESIDE = String.raw`[\p{P}\p{M}\p{Sk}\s]{0,6}`
const MORE_DIGITS = 12
const LONGEST = 34
const END = `${BESIDE}$`

const BRACKETED = new RegExp(
  `[${BRACKET}]${BESIDE}(?<number>[${DIGIT}][${DIGIT}\\p{M}\\s]{0,${MORE_DIGITS}})${BESIDE}[${BRACKET}]${END}`,
  'u',
)
// One character that is a digit and what encloses it, or a digit with a mark around it, as keycaps are.
const ENCLOSED = new RegExp(
  String.raw`(?:[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289` +
    String.raw`\u32b1-\u32bf\u{1f100}-\u{1f10f}\u{1f51f}]|\p{N}\p{M}*\p{Me})${END}`,
  'u',
)
const NO_DIGIT = new RegExp(`^(?:[${LIKE_ZERO}].*|[${LIKE_ONE}])$`, 'u')

/**
 * The end of a name that reads like the mark of the server, which nobody may type: a number in any
 * brackets, or a digit that is enclosed. Letters alone count where they read as a number that the
 * server gives; undefined when there is no such end.
 */
export function findMarkLikeness(name: string): string | undefined {
  const enclosed = ENCLOSED.exec(name)
  if (enclosed) return enclosed[0]
  // Compatibility forms are read as well; some marks of the name itself are gone in them.
  for (const form of [name, name.normalize('NFKC')]) {
    const bracketed = BRACKETED.exec(form.slice(-LONGEST))
    if (bracketed && readsAsNumber(bracketed.groups?.number ?? '')) return bracketed[0]
  }
  return undefined
}

function readsAsNumber(text: string): boolean {
  if (/\p{N}/u.test(text)) return true
  return !NO_DIGIT.test(text.replace(/[\p{M}\s]/gu, ''))
}
