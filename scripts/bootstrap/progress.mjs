const REPEAT_MS = 5_000
const REDRAW_MS = 1_000

/**
 * @param {number} ms a duration
 * @returns {string} `9s`, `4m 05s`
 */
export function formatDuration(ms) {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`
}

/**
 * Shows what a long step is doing: one line that is rewritten in place on a
 * terminal, and a new line every few seconds anywhere else (a log, a CI page).
 *
 * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} [stream]
 * @param {{ now?: () => number, repeatMs?: number }} [options] for tests
 * @returns {{ run: Function, note: Function, clear: Function }}
 */
export function createProgress(stream = process.stderr, { now = Date.now, repeatMs = REPEAT_MS } = {}) {
  const clearLine = () => stream.isTTY && stream.write('\r\u001b[2K')

  /** Prints one line that stays. */
  const note = (text) => {
    clearLine()
    stream.write(`${text}\n`)
  }

  /**
   * Runs one step and shows its title, its latest detail and the time it takes.
   *
   * @template T
   * @param {string} title what is being done, e.g. `Installing dependencies`
   * @param {(update: (detail: string) => void) => Promise<T>} work
   * @param {(result: T) => string} [judge] one word for how it ended, when that is no error
   * @returns {Promise<T>} what the work returns; a failure is passed on
   */
  const run = async (title, work, judge = () => 'done') => {
    const startedAt = now()
    const state = { detail: '', printedAt: startedAt, printed: '' }
    const line = () => [title, state.detail, formatDuration(now() - startedAt)].filter(Boolean).join('  ')
    const draw = () => {
      if (stream.isTTY) {
        stream.write(`\r\u001b[2K${line().slice(0, Math.max(20, (stream.columns || 80) - 1))}`)
      } else if (now() - state.printedAt >= repeatMs) {
        state.printedAt = now()
        stream.write(`${line()}\n`)
      }
    }
    if (!stream.isTTY) stream.write(`${title} ...\n`)
    const timer = setInterval(draw, REDRAW_MS)
    try {
      draw()
      const result = await work((detail) => {
        state.detail = detail
        draw()
      })
      note(`${title}: ${judge(result)} after ${formatDuration(now() - startedAt)}`)
      return result
    } catch (error) {
      note(`${title}: failed after ${formatDuration(now() - startedAt)}`)
      throw error
    } finally {
      clearInterval(timer)
    }
  }

  return { run, note, clear: clearLine }
}
