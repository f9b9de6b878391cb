import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { bundlePrograms } from './bundle.ts'
import { closureOf, copyPackages, licencesOf } from './packages.ts'

/** Packages of Debian 12 whose libraries a media worker uses that was built there. */
export const WORKER_LIBRARIES = 'libuv1 libssl3 libsrtp2-1 libabsl20220623 libstdc++6'

const PROGRAMS = [
  'server/main',
  'server/front/relay-process',
  'tools/doctor',
  ...['drain', 'backup', 'restore', 'erase', 'api-key', 'admin-token', 'config', 'turn-config'].map(
    (name) => `scripts/${name}`,
  ),
  ...['install-service', 'healthcheck'].map((name) => `scripts/${name}`),
]
// Pages are served out of it; nothing imports it.
const SERVED_PACKAGES = ['@mdi/font']
const DOCUMENTS = ['LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'docs', 'config']
const WORKER = 'node_modules/mediasoup/worker/out/Release/mediasoup-worker'

/** What a release is made for. */
export interface ReleasePlan {
  /** The checkout, after its set-up. */
  readonly root: string
  /** A new folder that gets everything. */
  readonly target: string
  readonly version: string
  /** As Node.js names it, for example `x64`. */
  readonly architecture: string
}

/**
 * Puts together everything that a server needs to run without npm and without internet.
 *
 * @throws {Error} with a sentence, when something was not built yet
 */
export async function assembleRelease(plan: ReleasePlan): Promise<void> {
  const { root, target } = plan
  for (const needed of ['client/dist/index.html', WORKER]) {
    if (!existsSync(join(root, needed)))
      throw new Error(`${needed} is not built yet. Run npm run release, which builds it.`)
  }
  mkdirSync(target, { recursive: true })
  const imported = await bundlePrograms(
    root,
    PROGRAMS.map((name) => `${name}.ts`),
    target,
  )
  const packages = [...imported, ...SERVED_PACKAGES]
  copyBeside(root, target, 'server')
  // Of the worker the program alone: its sources are large, and nobody builds it here.
  copyPackages({ root, target }, packages, (path) => isWanted(path) || WORKER.startsWith(path))
  for (const path of DOCUMENTS) cpSync(join(root, path), join(target, path), { recursive: true })
  cpSync(join(root, 'client/dist'), join(target, 'client/dist'), { recursive: true })
  copyProgram(process.execPath, join(target, 'bin/node'))
  const kept = closureOf(root, packages).map((folder) => join(root, folder))
  const node = `node_modules/node-linux-${plan.architecture}`
  const folders = [...new Set([...kept, ...clientPackages(root), join(root, node)])].filter(existsSync)
  writeFileSync(join(target, 'THIRD-PARTY-LICENCES.txt'), licencesOf(folders))
  writeTexts(plan)
}

function isWanted(path: string): boolean {
  return (
    !path.startsWith('node_modules/mediasoup/worker') &&
    !/\.(map|[cm]?ts|md|markdown)$/.test(path) &&
    !/\/(test|tests|benchmarks?|examples?|\.github)(\/|$)/.test(path)
  )
}

/** What goes into the pages, by the names in package.json. */
function clientPackages(root: string): string[] {
  const { devDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies?: Record<string, string>
  }
  const inPages = /^(react|react-dom|react-i18next|i18next|radix-ui|lucide-react|sonner|zustand)$/
  const names = Object.keys(devDependencies).filter((name) => inPages.test(name))
  return closureOf(root, [...names, 'mediasoup-client', 'socket.io-client']).map((folder) =>
    join(root, folder),
  )
}

/** Files that modules read from beside them. */
function copyBeside(root: string, target: string, folder: string): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    const source = join(entry.parentPath, entry.name)
    if (!entry.isFile() || /\.(ts|md)$/.test(entry.name)) continue
    copyProgram(source, join(target, source.slice(root.length + 1)), /\.sh$/.test(entry.name))
  }
}

function copyProgram(source: string, target: string, isProgram = true): void {
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(source, target)
  chmodSync(target, isProgram ? 0o755 : 0o644)
}

function writeTexts({ root, target, version, architecture }: ReleasePlan): void {
  const fill = (name: string): string =>
    readFileSync(join(root, 'scripts/release', name), 'utf8')
      .replaceAll('@LIBRARIES@', WORKER_LIBRARIES)
      .replaceAll('@VERSION@', version)
      .replaceAll('@ARCHITECTURE@', architecture)
  writeFileSync(join(target, 'README.txt'), fill('readme.txt'))
  writeFileSync(join(target, 'plenary'), fill('plenary.sh'))
  chmodSync(join(target, 'plenary'), 0o755)
  writeFileSync(
    join(target, 'package.json'),
    `${JSON.stringify({ name: 'plenary', version, type: 'module', private: true }, undefined, 2)}\n`,
  )
}
