import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findHidden } from '../../../protocol/name-check.ts'
import { CHAT_TEXT_MAX } from '../../../protocol/limits.ts'
import { splitLinks, type MessageLink } from './message-links.ts'

const linksOf = (text: string): MessageLink[] => splitLinks(text).filter((part) => typeof part !== 'string')

// What addresses are made of, and what has been used to make them lie.
const PIECES = [
  ...[
    'http://',
    'https://',
    'HTTPS://',
    'www.',
    'mailto:',
    'javascript:',
    'data:text/html,',
    'blob:',
    'file:///',
  ],
  ...[
    'bank.example',
    'evil.example',
    'p\u0430ypal',
    '한국',
    'דוגמה',
    'بنك',
    'xn--pypal-4ve',
    '[::1]',
    '2130706433',
    '0x7f.1',
  ],
  ...[
    '@',
    ':',
    '/',
    '\\',
    '?',
    '#',
    '.',
    '..',
    '%2f',
    '%40',
    '%2e',
    '%00',
    '%E2%80%AE',
    '&bcc=',
    ',',
    ';',
    '=',
    '|',
    '^',
  ],
  ...['\u202e', '\u2066', '\u200b', '\u00ad', '\u3164', '\ufeff', '\u2028', '\t', '\0', ' '],
  ...[
    '\u2044',
    '\u2215',
    '\uff0f',
    '\uff0e',
    '\uff61',
    '\u3002',
    '\uff20',
    '\u0338',
    '\u0301',
    '\u2024',
    '℀',
    '㏂',
    'ß',
    'ſ',
  ],
  ...['(', ')', ']', '}', '…', '!', '’', '가', 'ア', '🙂', '80', 'a'],
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 14 })
  .map((pieces) => pieces.join(''))

/** What the host of a link is to a browser. */
const asked = (host: string): string => new URL(`https://${host}`).hostname

test('no text, however hostile, makes a link that leads elsewhere than it shows', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        '',
        'http://',
        'https://',
        'www.',
        'mailto:a',
        'mailto:a?bcc=x@evil.example',
        'https://bank.example',
      ),
      hostile,
      (start, text) => {
        for (const { href, before, host, rest } of linksOf(start + text)) {
          const url = new URL(href)
          assert.match(url.protocol, /^(https?|mailto):$/)
          assert.deepEqual([url.username, url.password], ['', ''])
          assert.equal(findHidden(before + host + rest), undefined, 'everything in it can be seen')
          if (url.protocol === 'mailto:') {
            assert.deepEqual([url.search, url.hash], ['', ''], 'one reader, and nothing more')
            assert.doesNotMatch(decodeURIComponent(url.pathname), /[,;?&]|@.*@/)
            assert.equal(url.pathname.split('@')[1], asked(host))
          } else {
            assert.equal(url.hostname, asked(host))
            assert.ok(before === '' || url.protocol === before.replace('//', ''))
            assert.doesNotMatch(host, /[\\@?#%/]/, 'nothing ends the host early')
          }
        }
      },
    ),
    { numRuns: 20_000 },
  )
})

test('a mail address carries no subject, text or further readers', () => {
  for (const text of [
    'mailto:ada?bcc=eve@evil.example',
    'mailto:ada?body=x&to=eve@evil.example',
    'mailto:ada%40bank.example%2Ceve@evil.example',
    'mailto:ada%3Fbcc%3Deve@evil.example',
    'mailto:ada#eve@evil.example',
    'mailto:ada@evil.example%3Fbcc=x',
  ])
    assert.deepEqual(linksOf(text), [], text)
  assert.equal(linksOf("mailto:o'hara+x=y@example.org")[0]?.href, "mailto:o'hara+x=y@example.org")
})

test('the longest messages that are made to be costly are read at once', () => {
  const fill = (piece: string): string => piece.repeat(CHAT_TEXT_MAX / piece.length)
  const texts = [
    ')',
    '가',
    '(',
    '.a',
    '.aa',
    'www.a)',
    'https://a.',
    'https://a)',
    'mailto:a@',
    '.co가',
    'www.',
    '%2f',
    '@',
  ].flatMap((piece) => [
    fill(piece),
    `https://a.example${fill(piece)}`.slice(0, CHAT_TEXT_MAX),
    `www.a.aa${fill(piece)}.`,
  ])
  for (const text of texts) {
    const times = [1, 2, 3].map(() => {
      const begun = performance.now()
      splitLinks(text)
      return performance.now() - begun
    })
    assert.ok(Math.min(...times) < 20, `${text.slice(0, 30)} took ${Math.min(...times)} ms`)
  }
})
