import { isDebianLike } from './platform.mjs'
import { runCommand } from './run-command.mjs'
import { SetupError } from './setup-error.mjs'

// Wait for another package manager instead of failing, and never ask a question.
const APT_OPTIONS = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600']
const APT_GRACE_MS = 60_000

/**
 * @param {string[]} packages Debian package names
 * @param {{ isRoot: boolean }} system
 * @returns {string} what a person types to install them
 */
export function describeAptCommand(packages, { isRoot }) {
  const install = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  return isRoot ? `apt-get update && ${install}` : `sudo apt-get update && sudo ${install}`
}

/**
 * @param {string} listing what dpkg-query prints: per line a package and its status
 * @param {string[]} packages
 * @returns {string[]} those that are not installed
 */
export function selectMissingPackages(listing, packages) {
  const installed = new Set(
    listing
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, status]) => status === 'installed')
      .map(([name]) => name.replace(/:.*$/, '')),
  )
  return packages.filter((name) => !installed.has(name))
}

/**
 * @param {string[]} packages Debian package names
 * @returns {Promise<string[]>} those that are not installed
 */
async function findMissingPackages(packages) {
  const format = `${['binary:Package', 'db:Status-Status'].map((field) => `\${${field}}`).join(' ')}\n`
  // It fails when it knows a name not at all, and still lists the others.
  const { stdout } = await runCommand('dpkg-query', ['-W', '-f', format, ...packages])
  return selectMissingPackages(stdout, packages)
}

/**
 * Installs Debian packages when we may, and otherwise says what to type.
 *
 * @param {string[]} packages
 * @param {{ system: object, progress: object, purpose: string }} setup `purpose` begins the
 *   sentences, e.g. `The browser tests`
 * @throws {SetupError}
 */
export async function installSystemPackages(packages, { system, progress, purpose }) {
  if (!isDebianLike(system)) throw new Error('only for systems with apt')
  const missing = await findMissingPackages(packages)
  if (missing.length === 0) return
  const command = describeAptCommand(missing, system)
  if (!system.isRoot) {
    throw new SetupError(
      `${purpose} needs packages that only root may install: run \`${command}\`, then the same command again.`,
    )
  }
  progress.note(`${purpose} needs Debian packages: ${missing.join(' ')}`)
  await progress.run('Installing Debian packages', async (update) => {
    // The package lists are often current; when they are absent or old, renew them.
    if ((await runApt(['install', ...APT_OPTIONS, ...missing], update)).ok) return
    await runApt(['update', '-q'], update)
    const result = await runApt(['install', ...APT_OPTIONS, ...missing], update)
    if (result.ok) return
    throw new SetupError(
      `${purpose} needs packages that could not be installed: run \`${command}\` to see why.`,
      {
        details: result.tail.slice(-15),
      },
    )
  })
}

function runApt(args, update) {
  return runCommand('apt-get', args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    graceMs: APT_GRACE_MS,
    onLine(line) {
      const step = describeAptStep(line)
      if (step) update(step)
    },
  })
}

/**
 * @param {string} line of apt's output
 * @returns {string | undefined} what it is doing, when the line says so
 */
export function describeAptStep(line) {
  const fetched = /^Get:\d+ \S+ \S+ \S+ (\S+) /.exec(line)
  if (fetched) return `downloading ${fetched[1]}`
  const step = /^(Unpacking|Setting up) ([^\s:]+)/.exec(line)
  return step ? `${step[1].toLowerCase()} ${step[2]}` : undefined
}
