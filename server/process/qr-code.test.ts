import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { qrCodeLines } from './qr-code.ts'
import { readyLines } from './ready-line.ts'

const screen = { columns: 80, term: 'xterm-256color' }
const plain = (line: string): string => line.replace(/\x1b\[[\d;]*m/g, '')

describe('a QR code in a terminal', () => {
  it('is dark on light by fixed colours, with a border, and square', () => {
    const lines = qrCodeLines('https://192.168.1.10:3000/', screen)
    const [first = ''] = lines
    const width = plain(first).length
    assert.ok(width <= 80)
    assert.equal(lines.length, Math.ceil(width / 2))
    for (const line of lines) {
      assert.ok(line.startsWith('\x1b[38;5;16;48;5;231m') && line.endsWith('\x1b[0m'))
      assert.equal(plain(line).length, width)
      assert.match(plain(line), /^ {2}[ ▀▄█]+ {2}$/)
    }
    assert.equal(plain(first).trim(), '')
    // The upper left finder pattern, ISO/IEC 18004, section 6.3.3: seven modules, each row of them half a line.
    assert.match(plain(lines[1] ?? ''), /^ {2}█▀▀▀▀▀█ /)
    assert.match(plain(lines[4] ?? ''), /^ {2}▀▀▀▀▀▀▀ /)
  })

  it('is left out where it could not be read', () => {
    assert.deepEqual(qrCodeLines('https://192.168.1.10:3000/', { ...screen, columns: 20 }), [])
    for (const term of [undefined, 'dumb', 'linux'])
      assert.deepEqual(qrCodeLines('https://192.168.1.10:3000/', { ...screen, term }), [])
    assert.deepEqual(
      qrCodeLines(`https://example.org/${'x'.repeat(2000)}`, { columns: 500, term: 'xterm' }),
      [],
    )
  })
})

describe('the ready screen', () => {
  const app = { url: 'https://localhost:3000/', otherUrls: ['https://192.168.1.10:3000/'] }

  it('shows the code of a neighbour’s address with a certificate of its own, in a terminal alone', () => {
    const lines = readyLines(app, { tls: 'self-signed', screen })
    assert.ok(lines.some((line) => line.includes('█')))
    assert.ok(lines.some((line) => /phone.*https:\/\/192\.168\.1\.10:3000\/$/.test(line)))
    assert.equal(lines.at(-1), 'Plenary is ready: https://localhost:3000/')
    for (const scene of [{ tls: 'self-signed' }, { tls: 'off', screen }, { tls: 'files', screen }] as const)
      assert.doesNotMatch(readyLines(app, scene).join('\n'), /█|phone/)
    assert.doesNotMatch(readyLines({ ...app, otherUrls: [] }, { tls: 'self-signed', screen }).join(), /█/)
  })

  it('says what a tunnel does not carry, and shows its code', () => {
    const tunnelled = {
      url: 'https://a-b.trycloudflare.com/',
      localUrl: 'http://localhost:3000/',
      otherUrls: [],
    }
    const lines = readyLines(tunnelled, { tls: 'off', screen, tunnel: ['Sound does not.'] })
    assert.equal(lines[0], 'Sound does not.')
    assert.match(lines.join('\n'), /█/)
    assert.doesNotMatch(lines.join('\n'), /proxy in front/)
    assert.equal(lines.at(-1), 'Plenary is ready: https://a-b.trycloudflare.com/')
  })
})
