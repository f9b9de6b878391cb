import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'

import { withCheckoutLock } from './checkout-lock.mjs'
import { findServerNode, isVersionAtLeast, SERVER_NODE } from './platform.mjs'
import { runCommand } from './run-command.mjs'
import { SetupError } from './setup-error.mjs'
import { hashParts, readStamp, writeStamp } from './stamps.mjs'

const STAMP = 'dependencies'

// mediasoup's install script would download or compile its worker; the set-up does
// that itself, with a cache and a proof. Development dependencies build the client.
// With `--include` neither NODE_ENV=production nor the user's npm settings omit any.
const INSTALL_ARGS = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-engine-strict',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=http',
]

/**
 * Installs the locked dependencies, unless exactly these are installed.
 *
 * @param {{ root: string, system: object, progress: object, env?: NodeJS.ProcessEnv }} setup
 * @throws {SetupError} when npm fails, or the installed Node.js does not run
 */
export async function installDependencies({ root, system, progress, env = process.env }) {
  const wanted = describeDependencies(root, system)
  if (isInstalled(root, wanted)) return
  await withCheckoutLock({ root, progress, env }, async () => {
    if (isInstalled(root, wanted)) return
    await progress.run('Installing dependencies', (update) => runInstall(root, system, env, update))
    await checkServerNode(root, system)
    writeStamp(root, STAMP, { wanted })
  })
}

/**
 * @param {string} root the checkout
 * @param {{ platform: string, arch: string }} system
 * @returns {string} changes when something else must be installed
 */
export function describeDependencies(root, { platform, arch }) {
  const { dependencies, devDependencies, optionalDependencies, overrides } = readJson(
    join(root, 'package.json'),
  )
  const declared = JSON.stringify([dependencies, devDependencies, optionalDependencies, overrides])
  return hashParts(readFileSync(join(root, 'package-lock.json')), declared, platform, arch)
}

function isInstalled(root, wanted) {
  // npm writes its own record last, so it is missing after an interrupted install by hand.
  return (
    readStamp(root, STAMP)?.wanted === wanted && existsSync(join(root, 'node_modules', '.package-lock.json'))
  )
}

async function runInstall(root, system, env, update) {
  const total = countPackages(readJson(join(root, 'package-lock.json')), system)
  const fetched = new Set()
  const { command, args } = findNpm(env)
  const errors = []
  const result = await runCommand(command, [...args, ...INSTALL_ARGS], {
    cwd: root,
    env,
    onLine(line) {
      if (/^npm (error|ERR!)/.test(line)) errors.push(line)
      const archive = /^npm http \S+ (?:GET )?.*?(\S+\.tgz)\b/.exec(line)?.[1]
      if (archive) update(`${fetched.add(archive).size} of ${total} packages`)
    },
  })
  if (!result.ok) throw explainInstallFailure(errors.length ? errors : result.tail)
}

/**
 * @param {NodeJS.ProcessEnv} env as npm sets it for the scripts that it runs
 * @returns {{ command: string, args: string[] }} the npm that runs us, on the Node.js it runs
 *   on: ours may be the one in node_modules, which the install removes and puts back
 */
export function findNpm(env) {
  const { npm_execpath: script, npm_node_execpath: node } = env
  if (script && basename(script) === 'npm-cli.js' && existsSync(script)) {
    return { command: node && existsSync(node) ? node : process.execPath, args: [script] }
  }
  return { command: 'npm', args: [] }
}

/**
 * @param {{ packages: Record<string, { os?: string | string[], cpu?: string | string[] }> }} lock
 * @param {{ platform: string, arch: string }} system
 * @returns {number} how many packages npm will fetch here
 */
export function countPackages(lock, { platform, arch }) {
  const fits = (wanted, value) => {
    if (!wanted) return true
    const names = [wanted].flat()
    return names.every((name) => name.startsWith('!')) ? !names.includes(`!${value}`) : names.includes(value)
  }
  return Object.entries(lock.packages).filter(
    ([path, { os, cpu }]) => path !== '' && fits(os, platform) && fits(cpu, arch),
  ).length
}

/**
 * @param {string[]} lines what npm said
 * @returns {SetupError}
 */
export function explainInstallFailure(lines) {
  const text = lines.join('\n')
  const details = lines.slice(-15)
  if (/EUSAGE|in sync/.test(text)) {
    return new SetupError(
      'package.json and package-lock.json do not fit together; run `npm install --ignore-scripts` to renew the lock file.',
      { details },
    )
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(text)) {
    return new SetupError(
      'The npm registry cannot be reached; check the network and `npm config get registry`, then run the same command again.',
      { details },
    )
  }
  if (/ENOSPC/.test(text)) {
    return new SetupError('The disk is full; make some room and run the same command again.', { details })
  }
  if (/EACCES|EPERM/.test(text)) {
    return new SetupError(
      'npm may not write into this folder; make it yours (`sudo chown -R "$USER" .`) and run the same command again.',
      { details },
    )
  }
  return new SetupError(
    'The dependencies could not be installed; run `npm ci --ignore-scripts` to see all that npm says.',
    { details },
  )
}

async function checkServerNode(root, system) {
  const node = findServerNode(root)
  const result = await runCommand(node, ['--version'], { timeoutMs: 20_000 })
  if (result.ok && isVersionAtLeast(result.stdout.trim(), SERVER_NODE)) return
  if (node !== process.execPath && isVersionAtLeast(system.nodeVersion, SERVER_NODE)) {
    // It cannot run here (another C library), but the one on the path can.
    rmSync(node, { force: true })
    return
  }
  throw new SetupError(
    `Plenary needs Node.js ${SERVER_NODE.join('.')} or newer and the one that npm installed does not run here; ` +
      'install Node.js 24 (https://nodejs.org) and run the same command again.',
    { details: result.tail },
  )
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new SetupError(
      `${basename(path)} cannot be read; restore it with \`git checkout ${basename(path)}\`.`,
      {
        cause,
      },
    )
  }
}
