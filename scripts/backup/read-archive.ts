import { createHash } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { MANIFEST_MAX, MANIFEST_NAME, parseManifest, type ArchivedFile, type Manifest } from './manifest.ts'
import { END, HEADER_BYTES, paddedSize, tarHeader } from './tar.ts'

const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700
const OTHERS_WRITE = 0o022
const OWNER_READS = 0o400
const CHUNK = 1024 * 1024
const SIZE_OFFSET = 124
const SIZE_DIGITS = 11

/** An archive that is open for reading. */
export class Archive {
  readonly manifest: Manifest
  readonly #handle: number
  readonly #start: number

  /** @throws {Error} with a sentence, when this is no backup, is cut, or has a part that the manifest does not name */
  constructor(handle: number) {
    this.#handle = handle
    const first = this.#read(0, HEADER_BYTES)
    const size = Number.parseInt(first.toString('latin1', SIZE_OFFSET, SIZE_OFFSET + SIZE_DIGITS), 8)
    if (
      !first.subarray(0, MANIFEST_NAME.length).equals(Buffer.from(MANIFEST_NAME)) ||
      !(size <= MANIFEST_MAX)
    ) {
      throw new Error('This is no backup of Plenary.')
    }
    this.manifest = parseManifest(this.#read(HEADER_BYTES, size).toString('utf8'))
    this.#start = HEADER_BYTES + paddedSize(size)
    this.#requireHeaders(first, size)
  }

  /** Bytes of all files. */
  get contentBytes(): number {
    return this.manifest.files.reduce((total, { size }) => total + size, 0)
  }

  /**
   * Writes one file into a folder, under a name that the caller chose.
   *
   * @throws {Error} with a sentence, when its content is not what the manifest says
   */
  extract(file: ArchivedFile, target: string): void {
    mkdirSync(dirname(target), { recursive: true, mode: PRIVATE_FOLDER })
    const output = openSync(target, 'wx', PRIVATE_FILE)
    const hash = createHash('sha256')
    try {
      // Others never write there; what the mask of this process says does not count.
      fchmodSync(output, (file.mode & ~OTHERS_WRITE) | OWNER_READS)
      let offset = this.#offsetOf(file) + HEADER_BYTES
      for (let left = file.size; left > 0;) {
        const chunk = this.#read(offset, Math.min(left, CHUNK))
        hash.update(chunk)
        for (let written = 0; written < chunk.length;) written += writeSync(output, chunk, written)
        offset += chunk.length
        left -= chunk.length
      }
      fsyncSync(output)
    } finally {
      closeSync(output)
    }
    if (hash.digest('hex') !== file.sha256)
      throw new Error(`The backup is damaged: ${file.path} was changed.`)
  }

  /** Every byte outside of the contents follows from the manifest, so a link, an odd path or a second entry cannot be. */
  #requireHeaders(first: Buffer, manifestSize: number): void {
    const { at, files } = this.manifest
    const end = files.reduce((total, { size }) => total + HEADER_BYTES + paddedSize(size), this.#start)
    const actual = fstatSync(this.#handle).size
    const expected = end + END.length
    if (actual < expected) throw new Error(`The backup is cut: it has ${actual} of ${expected} bytes.`)
    if (actual > expected) throw damaged('something follows its end')
    const own = tarHeader({ path: MANIFEST_NAME, size: manifestSize, mode: PRIVATE_FILE, at })
    if (!own.equals(first)) throw damaged(MANIFEST_NAME)
    for (const file of files) {
      if (!tarHeader({ ...file, at }).equals(this.#read(this.#offsetOf(file), HEADER_BYTES)))
        throw damaged(file.path)
    }
  }

  #offsetOf(wanted: ArchivedFile): number {
    let offset = this.#start
    for (const file of this.manifest.files) {
      if (file === wanted) return offset
      offset += HEADER_BYTES + paddedSize(file.size)
    }
    throw new Error(`The backup has no file ${wanted.path}.`)
  }

  #read(offset: number, length: number): Buffer {
    const buffer = Buffer.alloc(length)
    let filled = 0
    while (filled < length) {
      const count = readSync(this.#handle, buffer, filled, length - filled, offset + filled)
      if (count === 0) throw new Error('The backup is cut, or is none.')
      filled += count
    }
    return buffer
  }
}

/** Extracts everything into a folder. */
export function extractAll(archive: Archive, folder: string, nameOf: (file: ArchivedFile) => string): void {
  for (const file of archive.manifest.files) archive.extract(file, join(folder, nameOf(file)))
}

function damaged(where: string): Error {
  return new Error(`The backup is damaged, or was not made by Plenary: ${where}.`)
}
