const BLOCK = 512

/** Bytes that the content of a file takes in an archive, filling included. */
export function paddedSize(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK
}

/** Bytes of a header. */
export const HEADER_BYTES = BLOCK

/** What ends an archive. */
export const END = Buffer.alloc(BLOCK * 2)

// Eleven octal digits.
const SIZE_MAX = 8 ** 11 - 1

/**
 * The header of a plain file. Source: POSIX.1-2017, pax, "ustar Interchange Format".
 *
 * @param file - path of at most 100 bytes, size in bytes below 8 GiB, mode, and time in seconds since 1970
 * @throws {Error} when something does not fit
 */
export function tarHeader(file: { path: string; size: number; mode: number; at: number }): Buffer {
  if (Buffer.byteLength(file.path) > 100) throw new Error(`The name ${file.path} is too long for a backup.`)
  if (file.size > SIZE_MAX) throw new Error(`${file.path} is larger than 8 GiB, which a backup cannot hold.`)
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, offset: number, digits: number): void => {
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, offset, 'latin1')
  }
  header.write(file.path, 0, 'utf8')
  octal(file.mode & 0o777, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(file.size, 124, 11)
  octal(file.at, 136, 11)
  header.write('        0', 148, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}
