import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { basename, dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/**
 * Packs a folder so that the same content gives the same bytes: sorted, with one date and no owner.
 * Source: reproducible-builds.org/docs/archives.
 *
 * @param at - date of all files, in seconds since 1970
 * @returns the SHA-256 of the archive
 * @throws {Error} when tar fails or the disk is full
 */
export async function packFolder(folder: string, target: string, at: number): Promise<string> {
  const options = [
    '--sort=name',
    `--mtime=@${at}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=ustar',
  ]
  const tar = spawn(
    'tar',
    ['-c', ...options, '--mode=u+rwX,go+rX,go-w', '-C', dirname(folder), basename(folder)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, LC_ALL: 'C' },
    },
  )
  const ended = once(tar, 'exit')
  await pipeline(tar.stdout, createGzip({ level: 6 }), createWriteStream(target))
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`tar ended with ${String(code)}`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(target), hash)
  return hash.digest('hex')
}
