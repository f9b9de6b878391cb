import { ProtocolError, type ErrorCode } from '../../../protocol/index.ts'
import { settle } from '../../media/test-media.ts'
import type { JoinReply } from '../state/join-reply.ts'
import { createBench, joinReply, type TimedTest } from '../test-session.ts'

/** A bench whose room is open on the prejoin page. */
export async function createPrejoin(t: TimedTest, { isNew = false } = {}) {
  const bench = await createBench(t)
  const { actions, connection } = bench
  const opened = actions.openRoom('red', isNew)
  connection().connect()
  await settle()
  connection().last('room:preview').answer({ room: 'red', count: 0, names: [] })
  await opened
  const shown = (): Record<string, unknown> =>
    connection().last('room:join').params.credentials as Record<string, unknown>
  return {
    ...bench,
    /** What the last join carried beside the name. */
    shown,
    /** Asks to come in; the join is under way then. */
    join: async (password?: string) => {
      void actions.join('Anna', password)
      await settle()
    },
    /** The server keeps the door closed. */
    refuseJoin: async (code: ErrorCode) => {
      connection().last('room:join').refuse(new ProtocolError(code))
      await settle()
    },
    /** The server gives the seat, and says of it what else there is. */
    giveSeat: async (role: 'host' | 'co-host' | 'speaker' = 'speaker', facts: Partial<JoinReply> = {}) => {
      const reply = joinReply(1)
      connection()
        .last('room:join')
        .answer({ ...reply, self: { ...reply.self, role }, ...facts })
      await settle()
    },
  }
}

/** A bench whose page waits until a host decides. */
export async function createWaiting(t: TimedTest, code: ErrorCode = 'lobby_wait') {
  const bench = await createPrejoin(t)
  await bench.join()
  await bench.refuseJoin(code)
  bench.connection().last('lobby:knock').answer({ id: 'knock-0001', canBeAdmitted: true })
  await settle()
  return bench
}
