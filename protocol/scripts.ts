// The scripts of most names; letters of all others count as one script.
const NAMES =
  'Latin Greek Cyrillic Armenian Georgian Hebrew Arabic Devanagari Bengali Gurmukhi Gujarati Tamil Telugu ' +
  'Kannada Malayalam Sinhala Thai Lao Myanmar Khmer Cherokee Han Hiragana Katakana Bopomofo Hangul'

// East Asian scripts go together, and with Latin. Source: UTS 39, "highly restrictive".
const EAST_ASIAN = /^(?:Latin|Han|Hiragana|Katakana|Bopomofo|Hangul)$/

const SCRIPTS = NAMES.split(' ').map((name) => ({ name, letter: new RegExp(`\\p{Script=${name}}`, 'u') }))
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u

function scriptsOf(word: string): Set<string> {
  const scripts = new Set<string>()
  for (const letter of word) {
    if (SHARED.test(letter)) continue
    scripts.add(SCRIPTS.find((script) => script.letter.test(letter))?.name ?? 'other')
  }
  return scripts
}

/** Whether a word has letters of scripts that do not go together, as Latin and Cyrillic. */
export function mixesScripts(word: string): boolean {
  const scripts = [...scriptsOf(word)]
  return scripts.length > 1 && !scripts.every((script) => EAST_ASIAN.test(script))
}

/** Whether a text has decimal digits of more than one system, as 1 and ١. */
export function mixesDigits(text: string): boolean {
  return new Set(Array.from(text.matchAll(/\p{Nd}/gu), ([digit]) => zeroOf(digit))).size > 1
}

/** Code point of the zero of a decimal digit: they stand in runs of ten. */
function zeroOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1
  return code - ((code - first) % 10)
}
