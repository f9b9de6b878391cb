import type { HandlerTable } from '../handler.ts'
import { checkHandlers } from './checks.ts'
import { doorHandlers } from './doors.ts'
import { mediaHandlers } from './media.ts'
import { moderationHandlers } from './moderation.ts'
import { roomHandlers } from './room.ts'

/** Every request with its handler. */
export const handlers: HandlerTable = {
  ...roomHandlers,
  ...mediaHandlers,
  ...doorHandlers,
  ...moderationHandlers,
  ...checkHandlers,
}
