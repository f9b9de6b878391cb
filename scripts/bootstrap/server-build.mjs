import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { isServerSource, SERVER_BUILD, SERVER_SOURCES } from './built-module.mjs'
import { withCheckoutLock } from './checkout-lock.mjs'
import { cleanUpLater } from './interruption.mjs'
import { findServerNode } from './platform.mjs'
import { runCommand } from './run-command.mjs'
import { SetupError } from './setup-error.mjs'
import { hashFiles, hashParts, readStamp, writeStamp } from './stamps.mjs'

const STAMP = 'server-build'
const COMPILER = fileURLToPath(new URL('./compile-server.mjs', import.meta.url))
/** What the compiled modules depend on beside their sources; the lock file pins Node.js. */
const RECIPE = ['package-lock.json']

/**
 * Compiles the server to JavaScript, unless its sources are those of the last time. A server
 * that runs meanwhile keeps the modules that it has.
 *
 * @param {{ root: string, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when a source has a fault
 */
export async function buildServer({ root, progress, env = process.env }) {
  if (isBuilt(root)) return
  await withCheckoutLock({ root, progress, env }, async () => {
    if (isBuilt(root)) return
    const { inputs } = describeServer(root)
    await progress.run('Compiling the server', () => compile(root, env))
    writeStamp(root, STAMP, { inputs, outputs: describeServer(root).outputs })
  })
}

function isBuilt(root) {
  const stamp = readStamp(root, STAMP)
  const now = describeServer(root)
  return stamp?.inputs === now.inputs && stamp.outputs === now.outputs
}

/** Everything is written into a folder beside, which then takes the place of the last one. */
async function compile(root, env) {
  const target = join(root, SERVER_BUILD)
  mkdirSync(dirname(target), { recursive: true })
  const folder = mkdtempSync(`${target}-`)
  const removeFolder = cleanUpLater(() => rmSync(folder, { recursive: true, force: true }))
  try {
    const fresh = join(folder, 'fresh')
    const args = ['--disable-warning=ExperimentalWarning', COMPILER, root, fresh]
    const result = await runCommand(findServerNode(root), args, { cwd: root, env })
    if (!result.ok) {
      throw new SetupError(
        'The server does not compile; correct what is shown above, then run the same command again.',
        { details: result.tail },
      )
    }
    rmSync(target, { recursive: true, force: true })
    renameSync(fresh, target)
  } finally {
    removeFolder()
  }
}

/**
 * @param {string} root the checkout
 * @returns {{ inputs: string, outputs: string }} hashes of what is compiled and of what came of it
 */
function describeServer(root) {
  const sources = hashFiles(root, SERVER_SOURCES, isServerSource)
  return {
    inputs: hashParts(sources, hashFiles(root, RECIPE), hashFiles(dirname(COMPILER), ['compile-server.mjs'])),
    outputs: hashFiles(root, [SERVER_BUILD]),
  }
}
