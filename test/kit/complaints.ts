import type { LogLine } from './server.ts'

/**
 * What a server says because its machine is busy or small: that it saves, and which setting of
 * the kernel bounds its buffers. Only tests of load judge that.
 */
const ABOUT_THE_MACHINE = [/^saving under load$/, /^load is normal again$/, /net\.core\.[rw]mem_max/]

const LEVELS: ReadonlySet<string> = new Set(['warn', 'error', 'fatal'])

/** Whether a line of the log says that something is wrong with the server, not with its machine. */
export function isComplaint({ level, msg }: Pick<LogLine, 'level' | 'msg'>): boolean {
  return LEVELS.has(level) && !ABOUT_THE_MACHINE.some((pattern) => pattern.test(msg))
}
