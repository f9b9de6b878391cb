import assert from 'node:assert/strict'
import { it } from 'node:test'
import { configSchema } from './schema.ts'

const isGood = (branding: object) => configSchema.safeParse({ branding }).success

it('branding takes what pages can show', () => {
  for (const good of [
    { name: '회의실' },
    { name: 'Q&A <1>' },
    { accent: '#AbCdEf' },
    { welcome: { en: 'Two\nlines\n', ko: '환영' } },
    { imprint: '/imprint' },
    { privacy: 'https://example.org/privacy?x=1#y' },
    { privacy: 'mailto:a@example.org' },
  ])
    assert.ok(isGood(good), JSON.stringify(good))
})

it('branding refuses what could mislead or run', () => {
  for (const bad of [
    { name: '' },
    { name: ' x' },
    { name: 'a\u202eb' },
    { name: 'a\nb' },
    { name: 'x'.repeat(41) },
    { accent: 'red' },
    { accent: '#fff' },
    { accent: '#00695c;}' },
    { welcome: { en: ' ' } },
    { welcome: { en: 'a\u0000' } },
    { welcome: { fr: 'Bonjour' } },
    { imprint: 'javascript:alert(1)' },
    { imprint: 'data:text/html,x' },
    { imprint: 'http://example.org/' },
    { imprint: '//evil.example/' },
    { imprint: '/\\evil.example/' },
    { imprint: 'https://a:b@example.org/' },
    { privacy: 'imprint.html' },
  ])
    assert.ok(!isGood(bad), JSON.stringify(bad))
})
