import { ProtocolError } from '../../../protocol/index.ts'
import type { HandlerTable } from '../handler.ts'

function missing(): never {
  throw new ProtocolError('unknown_request')
}

/** Requests about who may enter a room. */
export const doorHandlers = {
  'room:claim': missing,
  'lobby:knock': missing,
  'lobby:leave': missing,
  'lobby:list': missing,
  'lobby:admit': missing,
  'lobby:deny': missing,
  'lobby:message': missing,
  'rules:set': missing,
  'password:set': missing,
  'invitation:create': missing,
  'invitation:list': missing,
  'invitation:revoke': missing,
  'owner:link': missing,
} satisfies Partial<HandlerTable>
