import { ProtocolError } from '../../../protocol/index.ts'
import type { Check } from '../../checks/check.ts'
import type { HandlerTable } from '../handler.ts'
import type { SignalingSession } from '../session.ts'

function requireCheck({ check }: SignalingSession): Check {
  if (!check) throw new ProtocolError('not_found')
  return check
}

/** Requests of the guest's own check, which is in no room. */
export const checkHandlers = {
  'check:open': async ({ session, checks }, { path }) => {
    if (session.occupancy) throw new ProtocolError('already_joined')
    const { check: former } = session
    const check = former && !former.isOver ? former : checks.begin(session)
    session.beginCheck(check)
    try {
      const { transports, offered } = await check.openLine(path)
      return { transports, offered: [...offered] }
    } catch (error) {
      // Where it could not begin, it takes no place from others.
      if (check !== former) check.close()
      throw error
    }
  },

  'check:connect': async ({ session }, { transportId, dtlsParameters }) => {
    await requireCheck(session).requireLine().connect(transportId, dtlsParameters)
    return {}
  },

  'check:echo': async ({ session }, track) => await requireCheck(session).requireLine().echo(track),

  'check:channel': async ({ session }, { sctpStreamParameters }) =>
    await requireCheck(session).requireLine().openChannel(sctpStreamParameters),

  'check:ready': async ({ session }) => {
    await requireCheck(session).requireLine().start()
    return {}
  },

  'check:close': ({ session }) => {
    session.check?.close()
    return {}
  },

  'check:report': ({ session, checks }, { result }) => ({
    code: checks.report(requireCheck(session), result, session.usage.address),
  }),
} satisfies Partial<HandlerTable>
