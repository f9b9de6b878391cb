import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { withCheckoutLock } from './checkout-lock.mjs'
import { findServerNode } from './platform.mjs'
import { runCommand } from './run-command.mjs'
import { SetupError } from './setup-error.mjs'
import { hashFiles, readStamp, writeStamp } from './stamps.mjs'

const STAMP = 'client-build'
const OUTPUT = 'client/dist'
const INPUTS = ['client', 'protocol', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']

/**
 * Builds the browser client, unless its sources are those of the last build.
 *
 * @param {{ root: string, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when the build fails
 */
export async function buildClient({ root, progress, env = process.env }) {
  if (isBuilt(root)) return
  await withCheckoutLock({ root, progress, env }, async () => {
    if (isBuilt(root)) return
    const { inputs } = describeClient(root)
    await progress.run('Building the client', (update) => runBuild(root, env, update))
    writeStamp(root, STAMP, { inputs, outputs: describeClient(root).outputs })
  })
}

function isBuilt(root) {
  const stamp = readStamp(root, STAMP)
  const now = describeClient(root)
  return stamp?.inputs === now.inputs && stamp.outputs === now.outputs
}

async function runBuild(root, env, update) {
  const bin = join(root, 'node_modules', '.bin')
  const result = await runCommand(findServerNode(root), [findVite(root), 'build'], {
    cwd: root,
    // Somebody's NODE_ENV=development must not put a development build online.
    env: { ...env, NODE_ENV: 'production', NO_COLOR: '1', PATH: `${bin}${delimiter}${env.PATH ?? ''}` },
    onLine: (line) => update(line.trim().slice(0, 60)),
  })
  if (result.ok && existsSync(join(root, OUTPUT, 'index.html'))) return
  throw new SetupError(
    'The client does not build; correct what is shown above, then run the same command again.',
    { details: result.tail },
  )
}

/**
 * @param {string} root the checkout
 * @returns {{ inputs: string, outputs: string }} hashes of what goes into the build and of
 *   what is in its folder: a build by hand, or a deleted file, counts as a change
 */
function describeClient(root) {
  const isSource = (name) => !name.startsWith(`${OUTPUT}/`) && !/\.test\.[a-z]+$/.test(name)
  return { inputs: hashFiles(root, INPUTS, isSource), outputs: hashFiles(root, [OUTPUT]) }
}

function findVite(root) {
  const script = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  if (existsSync(script)) return script
  throw new SetupError('Vite is not installed; run `npm ci --ignore-scripts`, then the same command again.')
}
