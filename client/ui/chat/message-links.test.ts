import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitLinks, type MessageLink } from './message-links.ts'

const linksOf = (text: string): MessageLink[] => splitLinks(text).filter((part) => typeof part !== 'string')
const shown = ({ before, host, rest }: MessageLink): string => before + host + rest

test('addresses in a text become links that show what was typed', () => {
  const cases: [text: string, href: string, shown: string][] = [
    [
      'see https://example.org/path?q=1#x.',
      'https://example.org/path?q=1#x',
      'https://example.org/path?q=1#x',
    ],
    ['(www.example.org)', 'https://www.example.org/', 'www.example.org'],
    ['http://example.org:8080/a_(b)', 'http://example.org:8080/a_(b)', 'http://example.org:8080/a_(b)'],
    ['링크는 https://example.org입니다.', 'https://example.org/', 'https://example.org'],
    ['https://example.org/한글', 'https://example.org/%ED%95%9C%EA%B8%80', 'https://example.org/한글'],
    ['https://한국.example/', 'https://xn--3e0b707e.example/', 'https://한국.example/'],
    ['https://bücher.example', 'https://xn--bcher-kva.example/', 'https://bücher.example'],
    ['https://пример.example', 'https://xn--e1afmkfd.example/', 'https://пример.example'],
    ['write to mailto:ada@example.org!', 'mailto:ada@example.org', 'mailto:ada@example.org'],
    ['「https://example.org」と', 'https://example.org/', 'https://example.org'],
  ]
  for (const [text, href, text2] of cases) {
    const [link, ...others] = linksOf(text)
    assert.ok(link && others.length === 0, text)
    assert.equal(link.href, href)
    assert.equal(shown(link), text2)
  }
})

test('nothing of a text is lost or changed around its links', () => {
  const text = 'a https://example.org, b (www.example.org/x) c javascript:alert(1) d'
  assert.deepEqual(
    splitLinks(text).map((part) => (typeof part === 'string' ? part : shown(part))),
    ['a ', 'https://example.org', ', b (', 'www.example.org/x', ') c javascript:alert(1) d'],
  )
})

test('a host that could be taken for another is shown as it is asked for', () => {
  const cases: [text: string, host: string][] = [
    ['https://p\u0430ypal.example/', 'xn--pypal-4ve.example'],
    ['https://\u0430\u0440\u0440\u04cf\u0435.example/', 'xn--80ak6aa92e.example'],
    ['https://\u0262oogle.example/', 'xn--oogle-wmc.example'],
    ['https://b\u03b1nk.example/', 'xn--bnk-oxc.example'],
    ['https://example.org입니다.evil.example/', 'example.xn--org-db3mme233k.evil.example'],
    ['https://xn--pypal-4ve.example/', 'xn--pypal-4ve.example'],
    ['https://%65vil.example/', 'evil.example'],
    ['https://ｅｖｉｌ.example/', 'evil.example'],
    ['http://2130706433/', '127.0.0.1'],
    ['https://BANK.example/', 'bank.example'],
  ]
  for (const [text, host] of cases)
    assert.deepEqual(
      linksOf(text).map((link) => link.host),
      [host],
      text,
    )
})

test('the host is never cut, however long it is, and the rest is', () => {
  const long = `${'bank-example-login.'.repeat(8)}evil.example`
  const [link] = linksOf(`https://${long}/${'a'.repeat(500)}`)
  assert.equal(link?.host, long)
  assert.equal(link.rest, '…')
  const [short] = linksOf(`https://example.org/${'가'.repeat(500)}`)
  assert.ok(short && shown(short).length < 80)
  assert.equal(decodeURI(short.href), `https://example.org/${'가'.repeat(500)}`)
})

test('what hides where it leads is no link, and neither is any other scheme', () => {
  const userinfo = 'x'.repeat(100)
  const texts = [
    `https://bank.example:${userinfo}@evil.example/`,
    'https://bank.example@evil.example/',
    'https://bank.example%2f@evil.example/',
    'https://@evil.example/',
    'https://bank.example\\@evil.example/',
    'https://bank.example\\.evil.example/',
    'https:///evil.example/',
    'https://evil.example/\u202egro.elpmaxe',
    'https://bank\u200b.example/',
    'https://bank.example\u3164.evil.example',
    'https://exa mple'.replace(' ', '\u00ad'),
    'https://',
    'http://[::1',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.org',
    'vbscript:x',
    'blob:https://example.org/1',
    'mailto:ada@example.org?bcc=eve@evil.example',
    'mailto:ada@bank.example,eve@evil.example',
    'mailto:ada',
    'ada@www.example.org',
    'xhttps://example.org',
  ]
  for (const text of texts.filter((one) => !one.startsWith('blob:')))
    assert.deepEqual(linksOf(text), [], JSON.stringify(text))
  // Only the inner address can be followed, and it is what is shown.
  assert.equal(linksOf('blob:https://example.org/1')[0]?.href, 'https://example.org/1')
})

test('a right-to-left host does not change places with its path', () => {
  const [link] = linksOf('https://דוגמה.example/בנק')
  assert.equal(link?.host, 'דוגמה.example')
  assert.match(link.rest, /^\/[%\dA-F]+$/)
})

test('long messages of almost addresses come back whole', () => {
  const brackets = ')'.repeat(4000)
  const [link, rest, ...more] = splitLinks(`https://a.example${brackets}`)
  assert.ok(typeof link === 'object' && more.length === 0)
  assert.equal(shown(link), 'https://a.example')
  assert.equal(rest, brackets)
  const mails = 'mailto:a'.repeat(500)
  assert.deepEqual(splitLinks(mails), [mails])
})
