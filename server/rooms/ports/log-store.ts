import type { LogEntry } from '../../../protocol/index.ts'

/** Keeps the logs of meetings. As with `RoomStore`, those that write never reject. */
export interface LogStore {
  /** @param oldestKept - entries with lower numbers are erased */
  appendLog(room: string, entry: LogEntry, oldestKept: number): Promise<void>
  /** Erases all of it. */
  removeLog(room: string): Promise<void>
  /** The newest entries with numbers below `before`, the newest first. */
  readLog(room: string, before: number, limit: number): Promise<LogEntry[]>
}
