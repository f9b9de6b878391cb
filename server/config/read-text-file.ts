import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

// Ten times the sample with every key.
const CONFIG_FILE_MAX_BYTES = 256 * 1024
// A program that writes into a pipe, such as one that decrypts the file, may think for a while.
const PIPE_WAIT_MS = 10_000
const PIPE_LOOK_MS = 20

/** Why a file that settings are in, or name, cannot be read, as the end of a sentence that begins with its name. */
export class UnreadableFile extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of its path is no folder',
  EACCES: 'this user may not read it. Let it: chmod, or another owner',
  EISDIR: 'is a folder. Name a file in it',
  ELOOP: 'is a symbolic link that leads to itself',
  ENXIO: 'is a socket. Name a file',
}

/** Says why a file cannot be read, whoever tried. */
export function describeReadError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? message ?? String(error)
}

/**
 * Reads a file with settings.
 *
 * @param maxBytes - a longer one is refused
 * @param pipeWaitMs - how long a pipe may be silent, in milliseconds
 * @throws {UnreadableFile} as `readBytes` does, and for other text than UTF-8
 */
export function readTextFile(
  path: string,
  maxBytes: number = CONFIG_FILE_MAX_BYTES,
  pipeWaitMs: number = PIPE_WAIT_MS,
): string {
  return decode(readBytes(path, maxBytes, pipeWaitMs))
}

/**
 * Reads a plain file, or a pipe into which somebody writes, as in `--config <(sops -d x.yaml)`.
 *
 * @param maxBytes - a longer one is refused
 * @param pipeWaitMs - how long a pipe may be silent, in milliseconds
 * @throws {UnreadableFile} for a folder, a device, a pipe in which nothing comes, and too much
 */
export function readBytes(path: string, maxBytes: number, pipeWaitMs: number = PIPE_WAIT_MS): Buffer {
  let file: number | undefined
  try {
    // Without O_NONBLOCK a pipe that nobody writes into would hold up the start for ever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const status = fstatSync(file)
    if (status.isDirectory()) throw new UnreadableFile(REASONS.EISDIR)
    if (!status.isFile() && !status.isFIFO()) throw new UnreadableFile('is a device. Name a file')
    const bytes = readAll(file, maxBytes, pipeWaitMs)
    if (bytes.length === 0 && status.isFIFO()) {
      throw new UnreadableFile('is a pipe, and nobody writes into it. Name a file')
    }
    return bytes
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile(describeReadError(error))
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function readAll(file: number, maxBytes: number, pipeWaitMs: number): Buffer {
  // What a file says of its size is no promise: it may grow, or be one of the kernel's.
  const bytes = Buffer.alloc(maxBytes + 1)
  let length = 0
  let deadline = Date.now() + pipeWaitMs
  for (;;) {
    const count = readSome(file, bytes.subarray(length))
    if (count === 0) return bytes.subarray(0, length)
    if (count !== undefined) {
      length += count
      deadline = Date.now() + pipeWaitMs
    } else if (Date.now() > deadline) throw new UnreadableFile('is a pipe in which nothing more comes')
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_LOOK_MS)
    if (length > maxBytes) {
      throw new UnreadableFile(`is larger than ${Math.floor(maxBytes / 1024)} KiB. Is it the right file?`)
    }
  }
}

/** @returns undefined while a pipe is empty, 0 at the end */
function readSome(file: number, into: Buffer): number | undefined {
  try {
    return readSync(file, into)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}

function decode(bytes: Buffer): string {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isUtf16) throw new UnreadableFile('is written in UTF-16. Save it as UTF-8')
  if (bytes.includes(0)) throw new UnreadableFile('is no text. Name a file with settings in YAML')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UnreadableFile('is not written in UTF-8. Save it as UTF-8')
  }
}
