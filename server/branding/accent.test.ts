import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { accentColours, contrastOf, SURFACES } from './accent.ts'

const AA = 4.5

describe('the colours of an accent', () => {
  it('can be read whatever was chosen, in light and dark pages', () => {
    const channel = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (parts) => {
        const accent = `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
        const { text, fill, fillHover, soft } = accentColours(accent)
        for (const surface of [...SURFACES.light, soft.light])
          assert.ok(contrastOf(text.light, surface) >= AA, `${text.light} on ${surface}`)
        for (const surface of [...SURFACES.dark, soft.dark])
          assert.ok(contrastOf(text.dark, surface) >= AA, `${text.dark} on ${surface}`)
        for (const colour of [fill, fillHover]) assert.ok(contrastOf(colour, '#ffffff') >= AA, colour)
        assert.ok(contrastOf(fill, SURFACES.dark[1]) >= 2, fill)
      }),
      { numRuns: 300 },
    )
  })

  it('are the chosen one where that can be read, and near to it elsewhere', () => {
    const { text, fill } = accentColours('#00695c')
    assert.equal(text.light, '#00695c')
    assert.equal(fill, '#00695c')
    assert.notEqual(text.dark, '#00695c')
    assert.equal(accentColours('#ffee00').text.dark, '#ffee00')
  })

  it('are compared as WCAG says, with the surfaces that the pages have', () => {
    assert.equal(contrastOf('#000000', '#ffffff'), 21)
    assert.equal(contrastOf('#777777', '#ffffff').toFixed(2), '4.48')
    const tokens = readFileSync(new URL('../../client/ui/styles/tokens.css', import.meta.url), 'utf8')
    const rows = [...tokens.matchAll(/--(?:page|surface[\w-]*): light-dark\((#\w+), (#\w+)\)/g)]
    assert.deepEqual(new Set(rows.map(([, light]) => light)), new Set(SURFACES.light))
    assert.deepEqual(new Set(rows.map(([, , dark]) => dark)), new Set(SURFACES.dark))
  })
})
