import { readLikeness, replaceAlike } from './confusables.ts'

// Letters of all sizes that look like Latin ones at a first glance, after Unicode's confusables.txt.
const LOWER =
  'aаαɑ bЬьв cсϲ dԁ eеҽε gɡց hһհн iіιı jјϳ kкκ lӏǀ mм nոп oоοօσ pрρ qԛզ rг sѕ tтτ uυսц vνѵ wԝω xхχ yуүγ zᴢ'
const UPPER = 'AАΑ BВΒ CСϹ EЕΕ GԌ HНΗ IІΙӀ JЈ KКΚ MМΜ NΝ OОΟՕ PРΡ SЅՏ TТΤ UՍ VѴ WԜ XХΧ YҮΥ ZΖ'

// Marked, so that a page that compares no names goes without it.
const LIKENESS = /* @__PURE__ */ readLikeness(`${LOWER} ${UPPER}`)

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
