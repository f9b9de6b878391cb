import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readBrand } from './brand.ts'

describe('the brand of a page', () => {
  it('is the usual one where the server says nothing', () => {
    const brand = readBrand(() => undefined)
    assert.deepEqual([brand.name, brand.logo, brand.imprint], ['Plenary', undefined, undefined])
    assert.equal(brand.welcome('ko'), undefined)
  })

  it('welcomes in the language of the page, else in English', () => {
    const texts: Record<string, string> = { 'brand-welcome-en': 'Welcome', 'brand-welcome-ko': '환영합니다' }
    const brand = readBrand((name) => texts[name])
    assert.equal(brand.welcome('ko-KR'), '환영합니다')
    assert.equal(brand.welcome('en'), 'Welcome')
    assert.equal(brand.welcome('fr'), 'Welcome')
    assert.equal(readBrand((name) => (name.endsWith('ko') ? '환영' : undefined)).welcome('en'), undefined)
  })
})
