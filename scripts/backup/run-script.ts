/** Runs what a person typed; an error is one sentence for them and the exit code 1. */
export async function runScript(script: () => Promise<string> | string): Promise<void> {
  try {
    process.stdout.write(`${await script()}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
