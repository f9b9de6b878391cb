import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram, tryProgram } from '../harness/run-program.ts'

const SIZE = '2m'
const BLOCK_BYTES = 4096

/** A file system of its own that is quickly full. Needs root. */
export class TinyDisk {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async mount(folder: string): Promise<TinyDisk> {
    await runProgram('mount', '-t', 'tmpfs', '-o', `size=${SIZE}`, 'plnry', folder)
    return new TinyDisk(folder)
  }

  /** Leaves not a single block. */
  fill(): void {
    const file = openSync(this.#ballast, 'w')
    try {
      for (;;) writeSync(file, Buffer.alloc(BLOCK_BYTES))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    } finally {
      closeSync(file)
    }
  }

  free(): void {
    rmSync(this.#ballast, { force: true })
  }

  async close(): Promise<void> {
    await tryProgram('umount', '-l', this.folder)
  }

  get #ballast(): string {
    return join(this.folder, 'ballast')
  }
}
