import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { findCacheFolder } from '../bootstrap/cache-folder.mjs'
import { withLock } from '../bootstrap/lock.mjs'
import { findServerNode } from '../bootstrap/platform.mjs'
import { runCommand } from '../bootstrap/run-command.mjs'
import { SetupError } from '../bootstrap/setup-error.mjs'
import { readStamp, writeStamp } from '../bootstrap/stamps.mjs'
import { buildWorker, ensureBuildTools } from './build.mjs'
import {
  createCacheKey,
  createStagingFolder,
  findCachedWorker,
  removeAbandonedStaging,
  storeWorker,
} from './cache.mjs'
import { describePrebuilt, downloadWorker } from './download.mjs'
import { findGivenWorker, findMediasoup, identify, placeWorker, startsHere } from './locate.mjs'
import { hashRecipe } from './prepare-sources.mjs'

const STAMP = 'worker'
const PROOF_SCRIPT = fileURLToPath(new URL('./prove.mjs', import.meta.url))
const PROOF_TIMEOUT_MS = 180_000

/**
 * Makes sure that mediasoup finds a worker which is proven to work on this machine.
 * Looks, in this order, at MEDIASOUP_WORKER_BIN, the cache, a worker that mediasoup's
 * own install script left, upstream's download, and a build from the npm package.
 *
 * @param {{ root: string, system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when none of them gives a working one
 */
export async function installWorker({ root, system, progress, env = process.env }) {
  const setup = { root, system, progress, env, mediasoup: findMediasoup(root) }
  const given = findGivenWorker(env)
  if (given) return acceptGivenWorker(setup, given)
  const key = createCacheKey(setup.mediasoup.version, system, hashRecipe())
  const { placedBin } = setup.mediasoup
  const stamp = readStamp(root, STAMP)
  if (stamp?.key === key && isSame(stamp, placedBin) && startsHere(placedBin)) return
  const cached = await obtainWorker(setup, key)
  placeWorker(cached.bin, placedBin)
  writeStamp(root, STAMP, { key, ...identify(placedBin) })
}

/** A worker that somebody chose is proven once and otherwise left alone. */
async function acceptGivenWorker(setup, bin) {
  const stamp = readStamp(setup.root, STAMP)
  if (stamp?.key === bin && isSame(stamp, bin)) return
  const proof = await prove(setup, bin)
  if (proof.failure) {
    throw new SetupError(
      `The worker that MEDIASOUP_WORKER_BIN names does not work here (${proof.failure}); correct the variable, or type \`unset MEDIASOUP_WORKER_BIN\` and run the same command again.`,
    )
  }
  writeStamp(setup.root, STAMP, { key: bin, ...identify(bin) })
}

function isSame(stamp, bin) {
  const file = identify(bin)
  return file !== undefined && file.size === stamp.size && file.modifiedMs === stamp.modifiedMs
}

async function obtainWorker(setup, key) {
  const cacheFolder = join(findCacheFolder(setup.env), 'mediasoup-worker')
  const find = () => {
    const cached = findCachedWorker(cacheFolder, key)
    return cached && startsHere(cached.bin) ? cached : undefined
  }
  const onWait = () => setup.progress.note('Another set-up is preparing the media worker; waiting for it.')
  // Most checkouts only need the entry; the lock is for those who make it.
  return (
    find() ??
    withLock(
      join(cacheFolder, `.lock-${key}`),
      async () => find() ?? makeWorker(setup, cacheFolder, key, find),
      { onWait },
    )
  )
}

async function makeWorker(setup, cacheFolder, key, find) {
  removeAbandonedStaging(cacheFolder)
  const adopted = await adoptPlacedWorker(setup, cacheFolder, key)
  if (adopted) return adopted
  const staging = createStagingFolder(cacheFolder)
  try {
    const downloaded = await tryDownload(setup, join(staging.folder, 'download'))
    if (downloaded) return storeWorker(cacheFolder, key, { ...downloaded, source: 'download' })
    await ensureBuildTools(setup)
    // The packages may have brought the libraries that a cached worker was missing.
    const revived = find()
    if (revived) return revived
    const built = await build(setup, join(staging.folder, 'build'))
    return storeWorker(cacheFolder, key, { ...built, source: 'build' })
  } finally {
    staging.remove()
  }
}

async function adoptPlacedWorker(setup, cacheFolder, key) {
  const bin = setup.mediasoup.placedBin
  // One that this set-up placed is not mediasoup's; it is here because it is outdated.
  if (readStamp(setup.root, STAMP) || !identify(bin) || !startsHere(bin)) return undefined
  const proof = await prove(setup, bin)
  if (!proof.failure) return storeWorker(cacheFolder, key, { bin, source: 'mediasoup', proof: proof.result })
  setup.progress.note(`The media worker in node_modules does not work here (${proof.failure}).`)
  return undefined
}

async function tryDownload(setup, folder) {
  const { mediasoup, system, env, progress } = setup
  // mediasoup's own variable for "build it, do not fetch it".
  if (env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return undefined
  const url = describePrebuilt(mediasoup, system, { env })
  const giveUp = (reason) =>
    progress.note(`The published media worker cannot be used: ${reason}. Building one instead.`)
  const answer = await progress.run(
    'Downloading the media worker',
    (update) => downloadWorker(url, folder, { update }),
    ({ reason }) => (reason ? 'not possible' : 'done'),
  )
  if (answer.reason) return giveUp(answer.reason)
  if (!startsHere(answer.bin)) return giveUp('it does not start on this system')
  const proof = await prove(setup, answer.bin)
  return proof.failure ? giveUp(proof.failure) : { bin: answer.bin, proof: proof.result }
}

async function build(setup, folder) {
  const { mediasoup, progress } = setup
  const title = 'Building the media worker (once; some minutes)'
  const bin = await progress.run(title, (update) => buildWorker({ mediasoup, folder, update }))
  const proof = await prove(setup, bin)
  if (proof.failure) {
    throw new SetupError(
      `The media worker was built but does not work here (${proof.failure}); set MEDIASOUP_WORKER_BIN to a worker that does, and run the same command again.`,
    )
  }
  return { bin, proof: proof.result }
}

/** @returns {Promise<{ result: object } | { failure: string }>} */
async function prove({ root, progress, env }, bin) {
  const runProof = async () => {
    const result = await runCommand(findServerNode(root), [PROOF_SCRIPT, bin], {
      cwd: root,
      env: { ...env, DEBUG: '' },
      timeoutMs: PROOF_TIMEOUT_MS,
    })
    if (result.ok) return { result: JSON.parse(result.stdout) }
    return { failure: result.tail.at(-1) ?? `the test ended with ${result.signal ?? result.code}` }
  }
  return progress.run('Testing the media worker with a real call', runProof, ({ failure }) =>
    failure ? 'failed' : 'done',
  )
}
