import { readLikeness, replaceAlike } from './confusables.ts'

// Letters of all sizes that look like Latin ones at a first glance, after Unicode's confusables.txt.
const LOWER =
  'aаαɑ bЬьв cсϲ dԁ eеҽε gɡց hһհн iіιı jјϳ kкκ lӏǀ mм nոп oоοօσ pрρ qԛզ rг sѕ tтτ uυսц vνѵ wԝω xхχ yуүγ zᴢ'
const UPPER = 'AАΑ BВΒ CСϹ EЕΕ GԌ HНΗ IІΙӀ JЈ KКΚ MМΜ NΝ OОΟՕ PРΡ SЅՏ TТΤ UՍ VѴ WԜ XХΧ YҮΥ ZΖ'

// The same of scripts that few names are written in: Cherokee, Lisu, Coptic, Canadian syllabics; small capitals.
const RARE =
  'AᎪꭺꓮⲀⲁᗅᴀ BᏴᏼꓐⲂⲃᗷʙꞴ CᏟꮯꓚⲤⲥᴄ DᎠꭰꓓᗪᴅ EᎬꭼꓰⲈⲉᴇ FꓝꜰϜ GᏀꮐᏳᏻꓖɢ HᎻꮋꓧⲎⲏᕼʜ IᏆꮖꓲⲒⲓɪ JᎫꭻꓙᒍᴊ KᏦꮶꓗⲔⲕᴋ LᏞꮮꓡᒪʟ MᎷꮇꓟⲘⲙᗰᴍ NꓠⲚⲛɴ OꓳⲞⲟᴏⵔ ' +
  'PᏢꮲꓑⲢⲣᑭᴘ RᎡꭱᏒꮢꓣᖇʀ SᏕꮥᏚꮪꓢꜱ TᎢꭲꓔⲦⲧᴛ UꓴᑌᴜႮ VᏙꮩꓦᐯᴠ WᎳꮃᏔꮤꓪᴡ XꓫⲬⲭ YᎩꭹᎽꮍꓬⲨⲩʏ ZᏃꮓꓜ aꬰꭤ bᏏꮟ dᏧꮷ eꬲ hᏂꮒ iᎥꭵ'

// Marked, so that a page that compares no names goes without it.
const LIKENESS = /* @__PURE__ */ likenessOfAll()

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

function likenessOfAll(): ReadonlyMap<string, string> {
  // Letters in circles and squares that are no compatibility forms, and regional indicators.
  const enclosed = [0x1f150, 0x1f170, 0x1f1e6].flatMap((first) =>
    Array.from({ length: 26 }, (_, at) => String.fromCodePoint(65 + at, first + at)),
  )
  return readLikeness([LOWER, UPPER, RARE, ...enclosed].join(' '))
}
