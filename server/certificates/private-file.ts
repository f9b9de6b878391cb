import { chmod, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

/**
 * Makes a folder, with what is above it, that only the user of this process can enter.
 *
 * @throws {NodeJS.ErrnoException} when that is not possible
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
  await chmod(folder, PRIVATE_FOLDER)
}

/**
 * Writes a file that only the user of this process can read. It is written beside and moved, so that nobody ever reads
 * half of it, not even after a power cut.
 *
 * @throws {NodeJS.ErrnoException} when that is not possible; the former content is there still
 */
export async function writePrivately(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: PRIVATE_FOLDER })
  const temporary = `${file}.${process.pid}.tmp`
  const handle = await open(temporary, 'w', PRIVATE_FILE)
  try {
    // One that was left behind may have other rights.
    await handle.chmod(PRIVATE_FILE)
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}
