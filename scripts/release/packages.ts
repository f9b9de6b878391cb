import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface PackageJson {
  dependencies?: Record<string, string>
  license?: unknown
}

/**
 * Copies packages as they are installed, with all that they depend on, each to where it is looked for.
 *
 * @param root - folder with `node_modules`
 * @param isWanted - which files, by path below the root
 */
export function copyPackages(
  { root, target }: { root: string; target: string },
  names: readonly string[],
  isWanted: (path: string) => boolean,
): void {
  for (const folder of closureOf(root, names)) {
    cpSync(join(root, folder), join(target, folder), {
      recursive: true,
      dereference: true,
      filter: (source) => {
        const path = source.slice(root.length + 1)
        return !path.slice(folder.length + 1).includes('node_modules') && isWanted(path)
      },
    })
  }
}

/** The folders of packages and of all that they depend on, below the root. */
export function closureOf(root: string, names: readonly string[]): string[] {
  const found = new Set<string>()
  const visit = (from: string, name: string): void => {
    const folder = resolvePackage(root, from, name)
    if (found.has(folder)) return
    found.add(folder)
    const { dependencies = {} } = readJson(join(root, folder, 'package.json'))
    for (const dependency of Object.keys(dependencies)) visit(folder, dependency)
  }
  for (const name of names) visit('', name)
  return [...found].sort()
}

/** As Node.js looks for it: beside whoever asks, then further up. */
function resolvePackage(root: string, from: string, name: string): string {
  for (let at = from; ; at = dirname(at) === '.' ? '' : dirname(at)) {
    const folder = join(at, 'node_modules', name)
    if (!at.endsWith('node_modules') && existsSync(join(root, folder, 'package.json'))) return folder
    if (at === '')
      throw new Error(`The package ${name} is not installed. Run npm start once, then this again.`)
  }
}

/** The licences of packages, one after another, as their conditions ask for. */
export function licencesOf(folders: readonly string[]): string {
  return folders
    .map((folder) => {
      const name = /.*node_modules\/(.+)$/.exec(folder)?.[1] ?? folder
      const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry))
      const { license } = readJson(join(folder, 'package.json'))
      const text =
        file === undefined ? `Licence: ${String(license)}` : readFileSync(join(folder, file), 'utf8').trim()
      return `${name}\n${'='.repeat(name.length)}\n\n${text}\n`
    })
    .join('\n')
}

function readJson(file: string): PackageJson {
  return JSON.parse(readFileSync(file, 'utf8')) as PackageJson
}
