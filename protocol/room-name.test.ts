import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ROOM_NAME_MAX } from './limits.ts'
import { checkRoomName, isRoomName, normaliseRoomName } from './room-name.ts'

/** What a name was before other scripts were kept. */
function formerName(typed: string): string | undefined {
  const name = typed
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name.length >= 1 && name.length <= 64 ? name : undefined
}

const ascii = fc.string({ unit: 'binary-ascii', maxLength: 80 })
const kept = fc.string({
  unit: fc.constantFrom(...Array.from('abzABZ019 -_.,:;!?\'"()[]{}/\t')),
  maxLength: 80,
})
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('aAİiıſςΣß-- ーｶﾞ가ㄱé\u0301\u0307\u200d\u200cکक्ത്١1')),
    maxLength: 20,
  }),
)

test('every room that had a name before still has it', () => {
  fc.assert(
    fc.property(ascii, (typed) => {
      const former = formerName(typed)
      if (former === undefined) return
      assert.equal(normaliseRoomName(former), former)
      // What can be typed in ASCII leads to the same room as before, or is refused with its reason.
      const { name, problem } = checkRoomName(typed)
      if (name !== undefined) assert.equal(name, former)
      else assert.match(JSON.stringify(problem), /"(character|hidden)"/)
    }),
    { numRuns: 2000 },
  )
})

test('spaces and punctuation lead where they led before', () => {
  fc.assert(fc.property(kept, (typed) => assert.equal(normaliseRoomName(typed), formerName(typed))))
})

test('a canonical name leads to itself, however often it is read', () => {
  fc.assert(
    fc.property(anything, (typed) => {
      const { name } = checkRoomName(typed)
      if (name === undefined) return
      assert.ok(isRoomName(name), JSON.stringify({ typed, name, again: checkRoomName(name) }))
      assert.equal(name, name.normalize('NFC'))
      assert.ok(Array.from(name).length <= ROOM_NAME_MAX)
      assert.equal(normaliseRoomName(decodeURIComponent(encodeURIComponent(name))), name)
    }),
    { numRuns: 2000 },
  )
})

const ROOMS = {
  '팀 회의': '팀-회의',
  Δοκιμή: 'δοκιμή',
  '영업 2024': '영업-2024',
  '개발 2024': '개발-2024',
  Łódź: 'łódź',
  'Cafe\u0301--Übung': 'café-übung',
  '東京オフィス B': '東京オフィス-b',
  '「会議」、第2回': '会議-第2回',
  コーヒー: 'コーヒー',
  'दल बैठक': 'दल-बैठक',
  'می\u200cخواهم': 'می\u200cخواهم',
  'ශ්\u200dරී': 'ශ්\u200dරී',
  'צוות שלום': 'צוות-שלום',
  'Встреча с командой': 'встреча-с-командой',
  'Проект X': 'проект-x',
  ㅋㅋㅋ: 'ㅋㅋㅋ',
  Ｔｅａｍ: 'team',
  İstanbul: 'istanbul',
  ทีม: 'ทีม',
  '٢٠٢٤': '٢٠٢٤',
  〇二〇: '〇二〇',
  'བོད་ཡིག།': 'བོད-ཡིག',
  'ሰላም፡አዲስ።': 'ሰላም-አዲስ',
  'צה״ל ג׳': 'צה-ל-ג',
  'اردو۔': 'اردو',
  'ខ្មែរ។': 'ខ្មែរ',
  'Հայերեն՝ հարց՞': 'հայերեն-հարց',
  'မြန်မာ၊စာ။': 'မြန်မာ-စာ',
}

test('names of every script are kept as they are written', () => {
  for (const [typed, room] of Object.entries(ROOMS)) assert.deepEqual(checkRoomName(typed), { name: room })
  assert.equal(new Set(Object.values(ROOMS)).size, Object.keys(ROOMS).length, 'no two are one room')
})

const REFUSED: [typed: string, problem: object][] = [
  ['', { kind: 'empty' }],
  [' … ', { kind: 'empty' }],
  ['C++', { kind: 'character', character: '+' }],
  ['C#', { kind: 'character', character: '#' }],
  ['50٪', { kind: 'character', character: '٪' }],
  ['회의 🎉', { kind: 'character', character: '🎉' }],
  ['team\u200b', { kind: 'hidden', character: '\u200b' }],
  ['te\u200dam', { kind: 'hidden', character: '\u200d' }],
  ['회의\u3164실', { kind: 'hidden', character: '\u3164' }],
  ['\ud800', { kind: 'hidden', character: '\ud800' }],
  ['team\u202e', { kind: 'hidden', character: '\u202e' }],
  ['\u0301a', { kind: 'marks', character: '\u0301' }],
  ['b\u0310\u0311\u0312\u0313\u0314', { kind: 'marks', character: '\u0314' }],
  ['teamーa', { kind: 'character', character: 'ー' }],
  ['p\u0430ypal', { kind: 'mixed', part: 'p\u0430ypal' }],
  ['αlpha team', { kind: 'mixed', part: 'αlpha' }],
  ['room 1 ١', { kind: 'mixed', part: 'room-1-١' }],
  ['\u0441\u043e\u0441\u043e', { kind: 'look-alike', part: '\u0441\u043e\u0441\u043e' }],
  ['\u0430-team', { kind: 'look-alike', part: '\u0430-team' }],
  ['te\u0251m', { kind: 'look-alike', part: 'te\u0251m' }],
  ['회'.repeat(65), { kind: 'too-long' }],
  ['a'.repeat(100_000), { kind: 'too-long' }],
]

test('what cannot be kept is refused, and the reason names it', () => {
  for (const [typed, problem] of REFUSED)
    assert.deepEqual(checkRoomName(typed), { problem }, JSON.stringify(typed.slice(0, 40)))
  assert.deepEqual(checkRoomName('회'.repeat(64)), { name: '회'.repeat(64) })
})

test('a fraction is read as two numbers, apart from one before it', () => {
  assert.deepEqual(checkRoomName('3½'), { name: '3-1-2' })
  assert.deepEqual(checkRoomName('1⁄2 day'), { name: '1-2-day' })
  assert.deepEqual(checkRoomName('¾'), { name: '3-4' })
  assert.notEqual(checkRoomName('3½').name, checkRoomName('31/2').name)
})
