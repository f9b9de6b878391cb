/** Hues that stay apart from each other and from the red of a muted microphone. */
const HUES = [212, 262, 292, 322, 172, 142, 92, 42, 24, 196, 236, 276]

/** Colour of a person, the same on every screen because it comes from the id. */
export function hueOf(id: string): number {
  let hash = 0
  for (const character of id) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return HUES[hash % HUES.length] ?? 212
}

/**
 * One or two characters for a person without a picture: first letters of the
 * first and last word; for a Korean, Chinese or Japanese name, its given part.
 */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\-_.]+/u).filter((word) => /[\p{L}\p{N}\p{Emoji}]/u.test(word))
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined) return '?'
  if (words.length === 1) {
    const characters = graphemes(first)
    const isCjk = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(first)
    return isCjk ? characters.slice(-2).join('') : (characters[0] ?? '?').toUpperCase()
  }
  return `${graphemes(first)[0] ?? ''}${graphemes(last)[0] ?? ''}`.toUpperCase()
}

let segmenter: Intl.Segmenter | undefined

/** Firefox before 125 has no segmenter: initials are an ornament, so code points serve there. */
function graphemes(text: string): string[] {
  if (!('Segmenter' in Intl)) return Array.from(text)
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
