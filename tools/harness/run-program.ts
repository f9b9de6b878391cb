import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Runs a program to its end.
 *
 * @returns what it printed
 * @throws {Error} that names the command and repeats its complaint
 */
export async function runProgram(command: string, ...args: string[]): Promise<string> {
  try {
    return (await run(command, args)).stdout
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    const reason = stderr?.trim().split('\n')[0] ?? String(error)
    throw new Error(`\`${[command, ...args].join(' ')}\` failed: ${reason}`, { cause: error })
  }
}

/** Runs a program that may fail, because what it takes away may be gone already. */
export async function tryProgram(command: string, ...args: string[]): Promise<boolean> {
  try {
    await runProgram(command, ...args)
    return true
  } catch {
    return false
  }
}
