import type { z } from 'zod'
import { checkRequests } from './requests-check.ts'
import { doorRequests } from './requests-door.ts'
import { mediaRequests } from './requests-media.ts'
import { moderationRequests } from './requests-moderation.ts'
import { roomRequests } from './requests-room.ts'

/**
 * Every request that a client can make: who may make it, what it carries, what it gets back,
 * and what it is for. Servers answer with an `Ack`.
 */
export const requests = {
  ...roomRequests,
  ...mediaRequests,
  ...doorRequests,
  ...moderationRequests,
  ...checkRequests,
}

/** Name of a request. */
export type RequestName = keyof typeof requests

/** What that request carries. */
export type RequestParams<N extends RequestName> = z.infer<(typeof requests)[N]['params']>

/** What that request is answered with. */
export type RequestReply<N extends RequestName> = z.infer<(typeof requests)[N]['reply']>
