import assert from 'node:assert/strict'
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { readLogo } from './logo.ts'

const NS = 'xmlns="http://www.w3.org/2000/svg"'
const png = readFileSync(new URL('../../client/public/icon-192.png', import.meta.url))
const svg = readFileSync(new URL('../../client/public/favicon.svg', import.meta.url), 'utf8')

function fileWith(context: TestContext): (content: string | Buffer) => string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-test-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'logo.txt')
  return (content) => {
    writeFileSync(file, content)
    return file
  }
}

describe('a logo', () => {
  it('is what its content says, under a name that changes with it', (t) => {
    const write = fileWith(t)
    const image = readLogo(write(png))
    assert.deepEqual([image.type, image.sizes], ['image/png', '192x192'])
    assert.match(image.path, /^branding\/logo-[\da-f]{16}\.png$/)
    const drawing = readLogo(write(svg))
    assert.deepEqual([drawing.type, drawing.sizes], ['image/svg+xml', 'any'])
    assert.notEqual(readLogo(write(`${svg} `)).path, drawing.path)
    const exported = `<?xml version="1.0" encoding="utf-8"?>\n<!-- <script> of a tool -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n`
    assert.equal(readLogo(write(exported.replace('<script> ', '') + svg)).type, 'image/svg+xml')
  })

  it('is refused with a sentence when it is none, or holds what may act', (t) => {
    const write = fileWith(t)
    const inside = (content: string) => `<svg ${NS}>${content}</svg>`
    const huge = Buffer.from(png)
    huge.writeUInt32BE(100_000, 16)
    const cases: [string | Buffer, RegExp][] = [
      ['hello', /neither a PNG nor/],
      ['', /neither a PNG nor/],
      ['<html><svg></svg></html>', /neither a PNG nor/],
      [inside('').slice(0, -4), /nor a whole SVG/],
      ['<svg></svg>', /lacks xmlns/],
      [Buffer.from(inside(''), 'utf16le'), /neither a PNG nor/],
      [`<?xml version="1.0" encoding="utf-7"?>${inside('')}`, /another encoding/],
      [inside('<script>alert(1)</script>'), /has <script>/],
      [inside('<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>'), /has <script>/],
      [inside('<a href=" JavaScript:alert(1)"/>'), /javascript: addresses/],
      [inside('<g onload="alert(1)"/>'), /attributes that begin with "on"/],
      [inside('<g/onclick="alert(1)"/>'), /attributes that begin with "on"/],
      [inside('<foreignObject/>'), /<foreignObject>/],
      [`<!DOCTYPE svg [<!ENTITY a "b">]>${inside('')}`, /ENTITY|nor a whole SVG/],
      [inside('x'.repeat(300 * 1024)), /larger than 256 KiB/],
      [Buffer.alloc(600 * 1024), /larger than 512 KiB/],
      [png.subarray(0, -20), /is cut off/],
      [huge, /pixels/],
    ]
    for (const [content, pattern] of cases)
      assert.throws(
        () => readLogo(write(content)),
        ({ message }: Error) => message.startsWith('branding.logo: ') && pattern.test(message),
        String(content).slice(0, 60),
      )
    assert.throws(() => readLogo(join(tmpdir(), 'gone', 'logo.svg')), /branding\.logo: .*no such file/)
    assert.throws(() => readLogo(tmpdir()), /is a folder/)
  })
})
