import { stopRunningCommands } from './run-command.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const cleanups = new Set()
let isStopping = false

/**
 * Registers what must be undone if the set-up is interrupted (or crashes) before
 * the returned function is called: remove a staging folder, give back a lock.
 *
 * @param {() => void} cleanup synchronous; errors in it are swallowed
 * @returns {() => void} runs the cleanup, once
 */
export function cleanUpLater(cleanup) {
  const once = () => {
    if (!cleanups.delete(once)) return
    try {
      cleanup()
    } catch {
      // Leftovers are harmless: the next run recognises and removes them.
    }
  }
  cleanups.add(once)
  return once
}

/** Undoes everything that is still registered. */
export function runCleanups() {
  for (const cleanup of [...cleanups].reverse()) cleanup()
}

/**
 * Makes a signal end the children first, then undo what is half done, then end
 * this process by that same signal, so that npm sees an interruption and no failure.
 *
 * @param {(text: string) => void} print where the last sentence goes
 */
export function handleSignals(print) {
  const stop = async (signal) => {
    // npm may pass on a signal that our group received already.
    if (isStopping) return
    isStopping = true
    await stopRunningCommands(signal)
    runCleanups()
    print('The set-up was interrupted; run the same command again to continue.')
    SIGNALS.forEach((name) => process.removeAllListeners(name))
    process.kill(process.pid, signal)
  }
  SIGNALS.forEach((signal) => process.on(signal, () => void stop(signal)))
}
