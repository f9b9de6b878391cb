import { ProtocolError } from '../../../protocol/index.ts'
import type { HandlerTable } from '../handler.ts'

function missing(): never {
  throw new ProtocolError('unknown_request')
}

/** Requests of hosts about a meeting and those in it. */
export const moderationHandlers = {
  'tracks:stop': missing,
  'tracks:ask': missing,
  'hands:lower': missing,
  'role:set': missing,
  'spotlight:set': missing,
  'participant:remove': missing,
  'ban:list': missing,
  'ban:lift': missing,
  'log:read': missing,
  'room:end': missing,
} satisfies Partial<HandlerTable>
