import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cacheFolder } from './cache-folder.ts'

type CacheFolder = typeof cacheFolder

describe('cacheFolder', () => {
  it('decides the same as the set-up, which keeps a copy for an older Node', async () => {
    const path = new URL('../../scripts/bootstrap/cache-folder.mjs', import.meta.url).href
    const { findCacheFolder } = (await import(path)) as { findCacheFolder: CacheFolder }
    const cases: NodeJS.ProcessEnv[] = [
      {},
      { PLENARY_CACHE_DIR: '/var/cache/p' },
      { PLENARY_CACHE_DIR: 'relative', XDG_CACHE_HOME: '/x' },
      { XDG_CACHE_HOME: '/x' },
      { XDG_CACHE_HOME: 'relative' },
    ]
    for (const env of cases) assert.equal(cacheFolder(env, '/home/a'), findCacheFolder(env, '/home/a'))
    assert.equal(cacheFolder({}, '/home/a'), '/home/a/.cache/plenary')
  })
})
