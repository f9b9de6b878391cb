import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Server } from 'socket.io'
import { createLogger } from '../observability/logger.ts'
import { RefusalLog } from '../observability/refusal-log.ts'
import { UnreadWatch } from './unread-watch.ts'

const LINES = 300
const MUCH = 5 * 1024 * 1024

it('ends every connection that does not read, and writes one line for all of a minute', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  const log: string[] = []
  const refusals = new RefusalLog(
    createLogger({ level: 'debug', format: 'json' }, { write: (line: string) => void log.push(line) }),
  )
  let closed = 0
  const socketOf = (id: number, bufferedAmount: number) => ({
    id: String(id),
    disconnect: () => undefined,
    conn: {
      id: `session ${id}`,
      writeBuffer: [],
      transport: { socket: { bufferedAmount, close: () => void (closed += 1) } },
    },
  })
  const sockets = new Map(Array.from({ length: LINES }, (_, id) => [id, socketOf(id, MUCH)] as const))
  sockets.set(LINES, socketOf(LINES, 1000))
  const watch = new UnreadWatch(
    { sockets: { sockets } } as unknown as Server,
    { unreadBytes: () => 0, cut: () => undefined },
    refusals,
  )
  t.after(() => watch.close())
  t.mock.timers.tick(1000)
  assert.equal(closed, LINES)
  assert.equal(log.length, 1, log.slice(0, 3).join(''))
  refusals.close()
  assert.match(log.at(-1) ?? '', /"suppressed":299/)
})
