import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { foldForSearch } from './search.ts'

describe('foldForSearch', () => {
  it('makes equal what differs in case, accents and width alone', () => {
    for (const text of ['José', 'JOSE', '  jose\u0301 ', 'ｊｏｓé']) assert.equal(foldForSearch(text), 'jose')
  })

  it('lets a Korean syllable match while it is being typed', () => {
    assert.ok(foldForSearch('김민수').includes(foldForSearch('기')))
    assert.ok(!foldForSearch('김민수').includes(foldForSearch('나')))
  })

  it('finds every part of a name that ends between letters', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('A', 'b', 'é', '김', 'ß', ' ', '1')),
        fc.nat(),
        fc.nat(),
        (letters, a, b) => {
          const [from, until] = [a % (letters.length + 1), b % (letters.length + 1)]
          const part = letters.slice(from, until).join('')
          assert.ok(foldForSearch(letters.join('')).includes(foldForSearch(part)))
        },
      ),
    )
  })
})
