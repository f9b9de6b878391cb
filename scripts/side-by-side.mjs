import { formatDuration } from './bootstrap/progress.mjs'
import { runCommand } from './bootstrap/run-command.mjs'

/**
 * @typedef {object} Check
 * @property {string} title what is looked at, e.g. `Types`
 * @property {string} command
 * @property {string[]} args
 */

/**
 * Runs programs side by side, as many at once as there are lanes. Each says one line when it
 * has ended; what it printed follows if it failed. All run to their end, so that one run
 * shows every failure.
 *
 * @param {readonly Check[]} checks the longest first
 * @param {object} options
 * @param {number} options.lanes at least 1
 * @param {(line: string) => void} options.note takes a line that is printed
 * @returns {Promise<string[]>} titles of those that failed
 */
export async function runSideBySide(checks, { lanes, note }) {
  const waiting = [...checks]
  const failed = []
  const runNext = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (!(await runOne(check, note))) failed.push(check.title)
    }
  }
  await Promise.all(Array.from({ length: lanes }, runNext))
  return failed
}

async function runOne({ title, command, args }, note) {
  const startedAt = Date.now()
  const lines = []
  const { ok, code, signal } = await runCommand(command, args, { onLine: (line) => lines.push(line) })
  const time = `after ${formatDuration(Date.now() - startedAt)}`
  if (ok) {
    note(`${title}: done ${time}`)
  } else {
    // In one piece, so that two that fail at once stay readable.
    note([`${title}: failed ${time} (${signal ?? `exit code ${code}`})`, ...lines].join('\n'))
  }
  return ok
}
