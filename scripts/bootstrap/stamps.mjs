import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** Where the set-up notes what it has done. `npm ci` removes it together with the modules. */
const STAMP_FOLDER = join('node_modules', '.plenary')

/**
 * @param {string} root the checkout
 * @param {string} name
 * @returns {unknown} what was noted under that name, undefined when nothing (readable) was
 */
export function readStamp(root, name) {
  try {
    return JSON.parse(readFileSync(join(root, STAMP_FOLDER, `${name}.json`), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Notes what was done, after it succeeded.
 *
 * @param {string} root the checkout
 * @param {string} name
 * @param {unknown} value JSON
 */
export function writeStamp(root, name, value) {
  const file = join(root, STAMP_FOLDER, `${name}.json`)
  mkdirSync(dirname(file), { recursive: true })
  // A stamp is either whole or absent, also after a power cut.
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(value, undefined, 2)}\n`)
  renameSync(temporary, file)
}

/**
 * @param {...(string | Buffer)} parts
 * @returns {string} a hash over the parts in this order
 */
export function hashParts(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) {
    // The length keeps ("ab", "c") apart from ("a", "bc").
    hash.update(`${Buffer.byteLength(part)}:`).update(part)
  }
  return hash.digest('hex')
}

/**
 * Hashes names and contents, because a fresh checkout gives every file a new date.
 *
 * @param {string} root
 * @param {string[]} paths files and folders below root; a missing one counts as empty
 * @param {(path: string) => boolean} [isCounted] receives paths relative to root, with slashes
 * @returns {string}
 */
export function hashFiles(root, paths, isCounted = () => true) {
  const parts = listFilesBelow(root, paths)
    .filter(isCounted)
    .flatMap((name) => [name, readFileSync(join(root, name))])
  return hashParts(...parts)
}

/**
 * @param {string} root
 * @param {string[]} paths files and folders below root; a missing one counts as empty
 * @returns {string[]} all files in them, as paths relative to root with slashes, in a fixed order
 */
export function listFilesBelow(root, paths) {
  return paths
    .flatMap((path) => listFiles(join(root, path)))
    .map((file) => relative(root, file).split(sep).join('/'))
    .sort()
}

function listFiles(path) {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      const child = join(path, entry.name)
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(child)
      return entry.isFile() ? [child] : []
    })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    if (error.code === 'ENOENT') return []
    throw error
  }
}
