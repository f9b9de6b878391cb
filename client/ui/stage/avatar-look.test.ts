import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hueOf, initialsOf } from './avatar-look.ts'

test('initials come from the first and the last word', () => {
  assert.equal(initialsOf('Ada Lovelace'), 'AL')
  assert.equal(initialsOf('jean luc de la tour'), 'JT')
  assert.equal(initialsOf('ben'), 'B')
})

test('a Korean name gives its given part', () => {
  assert.equal(initialsOf('김민수'), '민수')
  assert.equal(initialsOf('이서'), '이서')
})

test('emoji and combined characters stay whole', () => {
  assert.equal(initialsOf('👩‍🚀 Eve'), '👩‍🚀E')
  assert.equal(initialsOf('É'), 'É')
})

test('a name without letters still gives something', () => {
  assert.equal(initialsOf('---'), '?')
  assert.equal(initialsOf(''), '?')
})

test('the colour of an id is always the same', () => {
  assert.equal(hueOf('ann-0001'), hueOf('ann-0001'))
  const hues = new Set(Array.from({ length: 100 }, (_, index) => hueOf(`person-${index}`)))
  assert.ok(hues.size > 6)
})

test('a browser without a segmenter still gets initials', (t) => {
  const { Segmenter } = Intl
  t.after(() => Object.assign(Intl, { Segmenter }))
  Reflect.deleteProperty(Intl, 'Segmenter')
  assert.equal(initialsOf('Ada Lovelace'), 'AL')
  assert.equal(initialsOf('김민준'), '민준')
})
