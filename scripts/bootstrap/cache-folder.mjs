import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * Where the set-up keeps what outlives a checkout.
 *
 * @param {NodeJS.ProcessEnv} [env] PLENARY_CACHE_DIR wins, then XDG_CACHE_HOME
 * @param {string} [home]
 * @returns {string}
 */
export function findCacheFolder(env = process.env, home = homedir()) {
  if (env.PLENARY_CACHE_DIR) return resolve(env.PLENARY_CACHE_DIR)
  // The XDG specification says to ignore a relative path.
  const base =
    env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : join(home, '.cache')
  return join(base, 'plenary')
}
