/** Why a name cannot be used, so that the one who typed it can be told. */
export type NameProblem =
  /** Nothing that can be seen, or read as a word, is in it. */
  | { kind: 'empty' }
  | { kind: 'too-long' }
  /** A character that nobody sees, or that reorders the text around it. */
  | { kind: 'hidden'; character: string }
  /** A character that can be seen and does not belong into this kind of name. */
  | { kind: 'character'; character: string }
  /** More marks on one letter than any script writes, or a mark without a letter. */
  | { kind: 'marks'; character: string }
  /** One word has letters of scripts, or one name digits of systems, that do not go together. */
  | { kind: 'mixed'; part: string }
  /** Every letter looks like a Latin one, and not every one is. */
  | { kind: 'look-alike'; part: string }
  /** Ends as only the server ends names. */
  | { kind: 'reserved'; part: string }

/** A name that can be used, or what is wrong with what was typed. */
export type NameCheck = { name: string; problem?: never } | { name?: never; problem: NameProblem }

/**
 * A character for people to read: itself where it can be seen, and its number.
 *
 * @param character - one code point, or a lone surrogate
 */
export function showCharacter(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character) && !HIDDEN.test(character)
    ? `“${character}” (${number})`
    : number
}

/** What a problem is about, as `describeNameProblem` and the texts of the pages name it. */
export function showPart(problem: NameProblem): string {
  if ('character' in problem) return showCharacter(problem.character)
  return 'part' in problem ? problem.part : ''
}

/** Says in English what is wrong with a name. */
export function describeNameProblem(problem: NameProblem): string {
  const part = showPart(problem)
  switch (problem.kind) {
    case 'empty':
      return 'It has nothing that can be read.'
    case 'too-long':
      return 'It is too long.'
    case 'hidden':
      return `${part} cannot be seen.`
    case 'character':
      return `${part} cannot be part of it.`
    case 'marks':
      return `The mark ${part} has no letter, or too many marks are on one letter.`
    case 'mixed':
      return `“${part}” mixes scripts that are easily confused.`
    case 'look-alike':
      return `“${part}” only looks like Latin letters.`
    case 'reserved':
      return `“${part}” at the end reads like what the server adds to tell equal names apart.`
  }
}

// What is not shown or has no meaning of its own: control characters, lone surrogates, private
// use, the unassigned, whatever Unicode says to ignore, and symbols that are drawn as nothing.
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffc]|\u{13441}|\u{13442}|\u{16FE4}|\u{1D159}/u

/** The first character of a text that nobody sees; undefined when all can be seen. */
export function findHidden(text: string): string | undefined {
  return HIDDEN.exec(text)?.[0]
}

// Scripts in which a joiner changes how the letters beside it are drawn.
const JOINING_SCRIPTS =
  'Arabic Syriac Mongolian Nko Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala'
const JOINING = `(?=[\\p{L}\\p{M}])[${JOINING_SCRIPTS.split(' ')
  .map((script) => `\\p{Script=${script}}`)
  .join('')}]`
// Malayalam also ends words with virama and joiner, the older spelling of its chillu letters.
const JOINERS = new RegExp(`(?<=${JOINING})[\\u200c\\u200d](?=${JOINING})|(?<=\\u0d4d)\\u200d`, 'gu')

/**
 * Leaves out the joiners that their script needs, so that every other one is found.
 * Source: RFC 5892, appendix A.1 and A.2, with whole scripts in place of joining types.
 */
export function withoutJoiners(text: string): string {
  return text.replace(JOINERS, '')
}

// Five marks on one letter are more than languages write; Burmese and Tibetan stack more.
const STACKED = /(?:(?!\p{Script=Myanmar}|\p{Script=Tibetan})\p{M}){4}(\p{M})|\p{M}{6}(\p{M})/u

/**
 * The first mark that has no letter below it, or that is one too many.
 *
 * @param bare - matches a mark without a letter
 */
export function findExcessMark(text: string, bare: RegExp): string | undefined {
  const stacked = STACKED.exec(text)
  return bare.exec(text)?.[1] ?? stacked?.[1] ?? stacked?.[2]
}
