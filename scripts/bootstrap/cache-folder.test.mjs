import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findCacheFolder } from './cache-folder.mjs'

test('the cache is where the person said, else where the system keeps caches', () => {
  assert.equal(
    findCacheFolder({ PLENARY_CACHE_DIR: '/big/disk', XDG_CACHE_HOME: '/x' }, '/home/a'),
    '/big/disk',
  )
  assert.equal(findCacheFolder({ XDG_CACHE_HOME: '/x' }, '/home/a'), '/x/plenary')
  assert.equal(findCacheFolder({ XDG_CACHE_HOME: 'relative' }, '/home/a'), '/home/a/.cache/plenary')
  assert.equal(findCacheFolder({}, '/home/a'), '/home/a/.cache/plenary')
})
