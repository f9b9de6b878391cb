import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { CATALOGUE } from './catalogue.ts'

it('is what docs/doctor.md explains: each finding with its reason, and what to do about each problem', () => {
  const page = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8')
  const [, ...sections] = page.split(/^### /m)
  const explained = new Map(
    sections.map((section) => {
      const [heading = '', ...paragraphs] = section.trim().split('\n\n')
      return [heading.replaceAll('`', ''), paragraphs.map((text) => text.replaceAll(/\s+/g, ' '))]
    }),
  )
  assert.deepEqual([...explained.keys()], Object.keys(CATALOGUE))
  for (const [id, why] of Object.entries(CATALOGUE)) {
    const [reason, remedy = ''] = explained.get(id) ?? []
    assert.equal(reason, why, id)
    if (id.includes('.') && id !== 'media.local') assert.notEqual(remedy, '', `${id} has no remedy`)
  }
})
