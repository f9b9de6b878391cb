import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { skeletonsOf } from './skeletons.ts'
import { checkDisplayName, splitNameMark, withNameMark } from './display-name.ts'

const KEPT = [
  'Ada',
  "O'Brien-Łukasz, Jr.",
  '김 민수',
  '葛\u{E0100}城 一郎',
  'می\u200cخواهم',
  'අයේෂා ශ්\u200dරී',
  'ကြောင့်',
  'สมชาย',
  '👩\u200d💻 Ada',
  '👨🏽\u200d🤝\u200d👨🏿',
  '❤\uFE0F 1\uFE0F\u20E3 🇰🇷',
  "Ada 6'2”",
  'Henry <I>',
  '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} Ian',
  'Kim (Seoul)',
  'Room 101',
  '!!!',
  'x'.repeat(64),
]

const HIDDEN = {
  'a Hangul filler': '\u3164',
  'half a Hangul filler': 'Ada\uFFA0',
  'a joiner alone': '\u200d',
  'a joiner between Latin letters': 'A\u200dda',
  'a lone surrogate': 'Ada\ud800',
  'a blank of Braille': '\u2800',
  'a soft hyphen': 'A\u00adda',
  'a variation of a letter': 'Ada\uFE0F',
  'letters of tags': 'Ada\u{E0041}\u{E0064}',
  'a flag with hidden letters': '🏴\u{E0041}\u{E0064}\u{E007F}',
  'a joiner of graphemes': 'Ada\u034f',
  'a space of no width': 'Ada\u200b',
  'a byte order mark': '\ufeffAda',
  'a control character': 'Ada\u0007',
  'private use': 'Ada\ue000',
}

describe('checkDisplayName', () => {
  it('keeps names of every script, with the joiners and variations that they need', () => {
    for (const name of KEPT) assert.deepEqual(checkDisplayName(name), { name: name.normalize('NFC') })
    assert.deepEqual(checkDisplayName('  Cafe\u0301 \t\u3000 Ole '), { name: 'Café Ole' })
    assert.deepEqual(checkDisplayName('\u2066Eve\u202egnp.exe\u200f\u2069 '), { name: 'Evegnp.exe' })
    assert.deepEqual(checkDisplayName('Cafe\u200e\u0301'), { name: 'Café' })
  })

  it('refuses what nobody sees, and says which character it is', () => {
    for (const [what, typed] of Object.entries(HIDDEN))
      assert.equal(checkDisplayName(typed).problem?.kind, 'hidden', what)
    assert.deepEqual(checkDisplayName('Ada\u3164'), { problem: { kind: 'hidden', character: '\u3164' } })
  })

  it('refuses names with nothing to see, too long ones, and marks that pile up or stand alone', () => {
    for (const typed of ['', '   ', '\u3000']) assert.equal(checkDisplayName(typed).problem?.kind, 'empty')
    assert.equal(checkDisplayName('x'.repeat(65)).problem?.kind, 'too-long')
    for (const typed of ['Z\u0351\u0352\u0353\u0354\u0355', 'ส' + '\u0e47'.repeat(5), '\u0301', 'Ada \u0301'])
      assert.equal(checkDisplayName(typed).problem?.kind, 'marks', typed)
    assert.ok(checkDisplayName('Z\u0351\u0352\u0353\u0354').name, 'four are written')
  })

  it('refuses every ending that looks like the mark of the server', () => {
    const forged = [
      'Ada (2)',
      'Ada(2)',
      'Ada （２）',
      'Ada ⑵',
      'Ada [2]',
      'Ada ( 2 )',
      'Ada (2).',
      'Ada (1𝟚)',
    ]
    for (const typed of [...forged, 'Ada ❨2❩', 'Ada (٢)', 'Ada (2\uFE0F\u20E3)', 'Ada (Ƨ)', '(3)'])
      assert.equal(checkDisplayName(typed).problem?.kind, 'reserved', typed)
    const family =
      '﴾2﴿ ﴿2﴾ <2> ‹2› «2» ② ❷ ➁ ⓶ ㉑ ⒉ ㊁ ㈡ 2\u20dd 2\uFE0F\u20E3 🔟 ᐸ2ᐳ {2} ⟦2⟧ ⎛2⎞ ◖2◗ (Ⅴ) <2>` ②. (lo) (1) <ʒ> |2|'
    for (const typed of family.split(' ').flatMap((end) => [`Ada ${end}`, `Ada${end}`]))
      assert.equal(checkDisplayName(typed).problem?.kind, 'reserved', typed)
    fc.assert(
      fc.property(fc.constantFrom(...KEPT), fc.integer({ min: 2, max: 70_000 }), (name, number) => {
        const shown = withNameMark(name, number)
        assert.equal(checkDisplayName(shown).problem?.kind, shown.length > 64 ? 'too-long' : 'reserved')
        assert.deepEqual(splitNameMark(shown), { name, number })
      }),
    )
    for (const name of ['Ada (I)', 'Ada (O)', 'Ada <Ol>', '3½', 'Ada 2', 'Ada ²', 'Ada <3', '(2) Ada', 'Ⓐda'])
      assert.deepEqual(checkDisplayName(name), { name })
    assert.deepEqual(splitNameMark('Kim (Seoul)'), { name: 'Kim (Seoul)', number: 1 })
  })

  it('changes nothing else: what is kept reads the same again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    )
    fc.assert(
      fc.property(text, (typed) => {
        const { name } = checkDisplayName(typed)
        if (name === undefined) return
        assert.deepEqual(checkDisplayName(name), { name })
        assert.equal(
          name.replace(/\s/g, ''),
          typed
            .replace(/\p{Bidi_Control}/gu, '')
            .normalize('NFC')
            .replace(/\p{White_Space}/gu, ''),
        )
        assert.ok(name.isWellFormed())
      }),
      { numRuns: 1000 },
    )
  })
})

describe('skeletonsOf', () => {
  const alike = (a: string, b: string): boolean => skeletonsOf(a).some((one) => skeletonsOf(b).includes(one))

  it('are shared by names that are equal but for case, marks and spaces, or look equal', () => {
    const pairs = [
      ['Ada', 'ADA'],
      ['Ada', '\u0410d\u0430'],
      ['Ada L.', 'AdaL.'],
      ['José', 'Jose'],
      ['Ａｄａ', 'Ada'],
      ['Ian', 'lan'],
      ['Bob', 'B0b'],
      ['Νίκος', 'ΝΙΚΟΣ'],
      ['Ron', '\u0420оп'.replace('\u0420', 'R')],
      ['Tom', 'Torn'],
      ['김민수', '김 민수'],
      ['❤\uFE0F', '❤'],
    ]
    for (const [a = '', b = ''] of pairs) assert.ok(alike(a, b), `${a} ${b}`)
  })

  it('takes letters of rare scripts, small capitals and letters in squares for what they look like', () => {
    const looks =
      '\u13aada \ua4eeda \u2c80da \u1d00da \u{1f170}da \u{1f1e6}\u{1f1e9}\u{1f1e6} ad\uab7a \u15c5DA'
    for (const name of looks.split(' ')) assert.ok(alike('Ada', name), name)
    const others = [
      ['Kim', '\u13e6im'],
      ['Tim', '\u13a2im'],
      ['Ron', '\ua4e3on'],
      ['Pia', '\u146dia'],
      ['Sam', '\ua731am'],
    ]
    for (const [a = '', b = ''] of others) assert.ok(alike(a, b), `${a} ${b}`)
  })

  it('are not shared by other names', () => {
    const names = [
      'Ada',
      'Bob',
      'Al',
      'Ai',
      '김민수',
      '김민서',
      'राम',
      'रमा',
      'かが',
      'かか',
      '👩',
      '👨',
      'Анна',
    ]
    for (const a of names) for (const b of names) assert.equal(alike(a, b), a === b, `${a} ${b}`)
  })
})
