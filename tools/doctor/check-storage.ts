import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Finding } from '../../server/doctor/finding.ts'
import { storageFindings } from '../../server/doctor/storage-findings.ts'
import type { Subject } from './subject.ts'

const BLOCK_BYTES = 65_536
const SUFFIXES = ['', '-wal', '-shm', '-journal']
const OF_OTHERS = 0o077

/** Looks whether seats and chat can be kept: writes a small file beside the database and takes it away again. */
export async function checkStorage({ settings, facts }: Subject): Promise<Finding[]> {
  const { file: named } = settings.storage
  const file = named === 'none' ? named : resolve(facts?.folder ?? '.', named)
  const folder = existingFolder(dirname(file))
  const spare = join(homedir(), 'plenary', 'plenary.sqlite')
  return storageFindings({
    file,
    refusal: file === 'none' ? undefined : writeRefusal(folder),
    freeBytes: await freeBytes(folder),
    loose: SUFFIXES.map((suffix) => file + suffix).filter(isLoose),
    server: facts?.storage,
    spare: isElsewhere(spare, folder) ? spare : undefined,
  })
}

/** The server makes folders that are missing. */
function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder))
}

function writeRefusal(folder: string): string | undefined {
  const file = join(folder, `.plenary-doctor-${randomUUID()}`)
  try {
    const descriptor = openSync(file, 'wx', 0o600)
    try {
      let written = 0
      // A disk that is almost full takes a part.
      while (written < BLOCK_BYTES) written += writeSync(descriptor, Buffer.alloc(BLOCK_BYTES - written))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  } finally {
    rmSync(file, { force: true })
  }
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}

function isLoose(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats !== undefined && (stats.mode & OF_OTHERS) !== 0
}

/** Whether a file would lie on another disk. */
function isElsewhere(file: string, folder: string): boolean {
  const device = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.dev
  return device(existingFolder(dirname(file))) !== device(folder)
}
