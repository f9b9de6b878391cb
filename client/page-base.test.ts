import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageBase, pathBelow, pathFrom } from './page-base.ts'

test('a path of the address bar is known without its prefix', () => {
  const cases: [pathname: string, base: string, path: string][] = [
    ['/', '/', '/'],
    ['/r/team', '/', '/r/team'],
    ['/meet/', '/meet/', '/'],
    ['/meet', '/meet/', '/'],
    ['/meet/r/team', '/meet/', '/r/team'],
    ['/a/b/r/team', '/a/b/', '/r/team'],
  ]
  for (const [pathname, base, path] of cases) assert.equal(pathBelow(pathname, base), path, pathname)
})

test('the server that is opened past its proxy shows the same pages', () => {
  assert.equal(pathBelow('/r/team', '/meet/'), '/r/team')
  assert.equal(pathBelow('/meeting/r/team', '/meet/'), '/meeting/r/team')
})

test('a path leads below the prefix and back', () => {
  for (const base of ['/', '/meet/', '/a/b/']) {
    for (const path of ['/', '/r/team']) assert.equal(pathBelow(pathFrom(path, base), base), path)
  }
})

test('without a page everything is at the root', () => {
  assert.equal(pageBase(), '/')
})
