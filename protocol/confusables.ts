// Letters that look like Latin ones, after Unicode's confusables.txt (UTS 39): the usual ones.
// Each entry is a Latin letter and all that is taken for it.
const LOWER =
  'aаαɑ bЬьв cсϲ dԁ eеҽε gɡց hһհн iіιı jјϳ kкκ lӏǀ mм nոп oоοօσ pрρ qԛզ rг sѕ tтτ uυսц vνѵ wԝω xхχ yуүγ zᴢ'
const UPPER = 'AАΑ BВΒ CСϹ EЕΕ GԌ HНΗ IІΙӀ JЈ KКΚ MМΜ NΝ OОΟՕ PРΡ SЅՏ TТΤ UՍ VѴ WԜ XХΧ YҮΥ ZΖ'

// Of the small ones, those that fonts draw alike; the others show at a second look.
const SAME = 'aаαɑ cсϲ dԁ eе gɡց hһ iі jјϳ lӏǀ nո oоοօ pрρ qԛ sѕ uυս vνѵ wԝ xх yу'

const LIKENESS = readTable(`${LOWER} ${UPPER}`)
const SAME_LIKENESS = readTable(SAME)

function readTable(table: string): ReadonlyMap<string, string> {
  const likeness = new Map<string, string>()
  for (const entry of table.split(' ')) {
    const [latin = '', ...others] = entry
    for (const other of others) likeness.set(other, latin)
  }
  return likeness
}

function replaceAlike(text: string, likeness: ReadonlyMap<string, string>): string {
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

// Spaces, and marks and joiners that any script may have. The Japanese voicing marks make other letters.
const LEFT_OUT = /(?![\u3099\u309a])[\p{White_Space}\p{Script=Inherited}\p{Default_Ignorable_Code_Point}]/gu

/**
 * What a name has in common with those that are taken for it: what is left without case, marks
 * and spaces, and how that looks. Two names that share one of these are alike.
 */
export function skeletonsOf(name: string): readonly string[] {
  const letters = name.normalize('NFKD').replace(LEFT_OUT, '').normalize('NFC')
  const looks = replaceAlike(letters, LIKENESS)
    .replace(/[I1|]/g, 'l')
    .toLowerCase()
    .replace(/ł/g, 'l')
    .replace(/[0ø]/g, 'o')
    .replace(/ı/g, 'i')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
  return [`equal ${letters.toLowerCase()}`, `looks ${looks}`]
}
