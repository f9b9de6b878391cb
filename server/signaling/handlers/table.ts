import type { HandlerTable } from '../handler.ts'
import { mediaHandlers } from './media.ts'
import { roomHandlers } from './room.ts'

/** Every request with its handler. */
export const handlers: HandlerTable = { ...roomHandlers, ...mediaHandlers }
