// Small letters that fonts draw like Latin ones, after Unicode's confusables.txt (UTS 39): each entry
// is a Latin letter and all that is taken for it.
const SAME = 'aаαɑ cсϲ dԁ eе gɡց hһ iі jјϳ lӏǀ nո oоοօ pрρ qԛ sѕ uυս vνѵ wԝ xх yу'

const SAME_LIKENESS = readLikeness(SAME)

/** Which letter looks like which Latin one, of a table such as `SAME`. */
export function readLikeness(table: string): ReadonlyMap<string, string> {
  const likeness = new Map<string, string>()
  for (const entry of table.split(' ')) {
    const [latin = '', ...others] = entry
    for (const other of others) likeness.set(other, latin)
  }
  return likeness
}

/** Puts Latin letters in place of those that look like them. */
export function replaceAlike(text: string, likeness: ReadonlyMap<string, string>): string {
  return Array.from(text, (letter) => likeness.get(letter) ?? letter).join('')
}

/**
 * What a text in small letters reads as, when everything in it that is not Latin only looks so.
 *
 * @returns undefined when it is Latin, or something in it looks different
 */
export function readAsLatin(text: string): string | undefined {
  const letters = text.normalize('NFD')
  const reading = replaceAlike(letters, SAME_LIKENESS)
  const isLatin = /^[\p{ASCII}\p{Script=Latin}\p{Script=Inherited}]+$/u.test(reading)
  return reading !== letters && isLatin ? reading.normalize('NFC') : undefined
}
