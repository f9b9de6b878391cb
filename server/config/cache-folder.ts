import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * The folder of this user for what is built or generated once and outlives a
 * checkout. `scripts/bootstrap/cache-folder.mjs` decides the same for the set-up,
 * which runs on an older Node and cannot import this file.
 *
 * @param env - `PLENARY_CACHE_DIR` wins, then `XDG_CACHE_HOME` when it is absolute
 * @param home - home folder
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  if (env.PLENARY_CACHE_DIR) return resolve(env.PLENARY_CACHE_DIR)
  const base =
    env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : join(home, '.cache')
  return join(base, 'plenary')
}
