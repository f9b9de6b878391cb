import { join } from 'node:path'

import { findCacheFolder } from './cache-folder.mjs'
import { withLock } from './lock.mjs'
import { hashParts } from './stamps.mjs'

/**
 * Runs work that changes a checkout while no other set-up of it does: `npm start` and
 * `npm test` side by side would empty node_modules, or client/dist, under each other.
 *
 * @template T
 * @param {{ root: string, progress: object, env: NodeJS.ProcessEnv }} setup
 * @param {() => Promise<T>} work must look first whether the other one has done it
 * @returns {Promise<T>}
 */
export function withCheckoutLock({ root, progress, env }, work) {
  // Not inside the checkout: node_modules comes and goes, and the rest is the person's.
  const path = join(findCacheFolder(env), 'locks', `checkout-${hashParts(root).slice(0, 16)}`)
  const onWait = () => progress.note('Another set-up is at work in this folder; waiting for it.')
  return withLock(path, work, { onWait })
}
