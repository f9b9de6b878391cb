import { readFileSync } from 'node:fs'
import { isatty } from 'node:tty'

/** What tells how the process was started; injected, so that tests need no terminal. */
export interface StartTraces {
  /** Reads a file below `/proc`; throws when there is none. */
  read: (path: string) => string
  isTerminal: (fd: number) => boolean
}

interface ProcessStat {
  parent: number
  session: number
  /** Number of the controlling terminal; 0 without one. */
  terminal: number
}

// Bit 0 of a mask of signals stands for signal 1, SIGHUP.
const SIGHUP_MASK = 1n
const STANDARD_STREAMS = [0, 1, 2]

/**
 * Whether this process was started so that it outlives its terminal, as by `nohup`.
 *
 * `nohup` has SIGHUP ignored, but Node.js resets every signal when it starts, and npm is
 * Node.js as well. What is left are two traces: a shell in between that ignores the
 * signal, and a process of a terminal of which no stream leads there, because `nohup`
 * redirects all three. Must be asked at the start: after a hangup the terminal is gone.
 * Source: proc(5), nohup(1).
 *
 * @returns false where there is no `/proc`
 */
export function outlivesTerminal(traces: StartTraces = { read, isTerminal: isatty }): boolean {
  try {
    const self = readStat(traces, 'self')
    const isDetached = !STANDARD_STREAMS.some((fd) => traces.isTerminal(fd))
    return (self.terminal !== 0 && isDetached) || hasIgnoringParent(traces, self)
  } catch {
    return false
  }
}

/** Looks at those of the same session alone: what is beyond belongs to the system. */
function hasIgnoringParent(traces: StartTraces, self: ProcessStat): boolean {
  for (let pid = self.parent; pid > 1;) {
    const stat = readStat(traces, pid)
    if (stat.session !== self.session) return false
    const [, ignored = '0'] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(traces.read(`/proc/${pid}/status`)) ?? []
    if ((BigInt(`0x${ignored}`) & SIGHUP_MASK) !== 0n) return true
    pid = stat.parent
  }
  return false
}

function readStat({ read }: StartTraces, pid: number | 'self'): ProcessStat {
  const text = read(`/proc/${pid}/stat`)
  // The second field is the name in parentheses, which may hold anything.
  const [, parent, , session, terminal] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { parent: Number(parent), session: Number(session), terminal: Number(terminal) }
}

function read(path: string): string {
  return readFileSync(path, 'utf8')
}
