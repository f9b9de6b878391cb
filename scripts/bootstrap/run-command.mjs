import { spawn } from 'node:child_process'

const TAIL_LINES = 40
const DEFAULT_GRACE_MS = 5_000

/** Children that must not outlive us, with the time each needs to stop in good order. */
const running = new Map()
let isHalted = false

/**
 * Runs a program to its end and hands over its output line by line.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(line: string) => void} [options.onLine] every line of stdout and stderr
 * @param {number} [options.timeoutMs] the program is killed after this time
 * @param {number} [options.graceMs] how long it may take to stop when we are interrupted
 * @returns {Promise<{ ok: boolean, code: number | null, signal: string | null, tail: string[],
 *   stdout: string }>} never throws for a failing program: `ok` is false and `tail` says why
 */
export function runCommand(command, args, options = {}) {
  const { cwd, env = process.env, onLine, timeoutMs, graceMs = DEFAULT_GRACE_MS } = options
  return new Promise((resolve) => {
    // Once a signal ends the set-up, its steps stand still: none starts another program.
    if (isHalted) return
    const tail = []
    let stdout = ''
    const push = (line) => {
      tail.push(line)
      if (tail.length > TAIL_LINES) tail.shift()
      onLine?.(line)
    }
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.set(child, graceMs)
    const timer = timeoutMs && setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
    const flush = [splitLines(child.stdout, push), splitLines(child.stderr.setEncoding('utf8'), push)]
    const finish = (result) => {
      clearTimeout(timer)
      running.delete(child)
      flush.forEach((flushRest) => flushRest())
      if (!isHalted) resolve({ ...result, tail, stdout })
    }
    child.on('error', (error) => {
      push(error.message)
      finish({ ok: false, code: 127, signal: null })
    })
    child.on('close', (code, signal) => finish({ ok: code === 0, code, signal }))
  })
}

/** Calls `push` for each line; the returned function hands over an unfinished last one. */
function splitLines(stream, push) {
  let rest = ''
  stream.on('data', (chunk) => {
    // Programs that redraw a line end it with a carriage return.
    const lines = (rest + chunk).split(/[\r\n]+/)
    rest = lines.pop()
    lines.filter(Boolean).forEach(push)
  })
  return () => {
    if (rest) push(rest)
    rest = ''
  }
}

/**
 * Ends every program that is still running (first asks, later insists) and starts no
 * other; whoever waits for a program waits for ever, so this belongs to the way out.
 *
 * @param {NodeJS.Signals} signal the signal to pass on
 * @returns {Promise<void>} once all of them are gone
 */
export async function stopRunningCommands(signal) {
  isHalted = true
  // A Ctrl-C reaches the whole group, so the children have it already; a moment's
  // wait spares them a second one, which many programs take for "now, and untidily".
  await new Promise((resolve) => setTimeout(resolve, 200))
  await Promise.all(
    [...running].map(
      ([child, graceMs]) =>
        new Promise((resolve) => {
          if (!running.has(child)) return resolve()
          const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
          child.once('close', () => {
            clearTimeout(timer)
            resolve()
          })
          child.kill(signal)
        }),
    ),
  )
}
