import { z } from 'zod'
import { Problem } from '../problems.ts'
import { route, type Route } from './route.ts'
import { nextCursor, pageQuery } from './schemas.ts'

const receiverName = z.string().min(1).max(300)
const eventId = z.strictObject({ id: z.string().regex(/^msg_[\w-]{8,64}$/) })

const deliverySchema = z.object({
  id: z
    .string()
    .describe('The `webhook-id` of the message; the same for every receiver and in every attempt.'),
  receiver: z.string(),
  type: z.string().describe('What happened, such as `participantJoined`.'),
  room: z.string(),
  number: z.int().describe('Order among the events of the room.'),
  state: z.enum(['waiting', 'delivered', 'failed']).describe('`failed` was given up.'),
  attempts: z.int(),
  happenedAt: z.string().describe('In ISO 8601, as the other times.'),
  lastAttemptAt: z.string().nullable(),
  nextAttemptAt: z.string().nullable().describe('Null unless it waits.'),
  status: z.int().nullable().describe('HTTP status of the last answer; null when there was none.'),
  error: z.string().nullable().describe('Why there was no answer, such as `ECONNREFUSED`.'),
})

const listDeliveries = route(
  {
    method: 'GET',
    path: '/webhooks/deliveries',
    scope: 'webhooks:read',
    summary: 'List deliveries of webhooks',
    about: 'What receivers of webhooks were sent, or still have to be, the newest first.',
    query: pageQuery.extend({
      receiver: receiverName.optional(),
      state: z.enum(['waiting', 'delivered', 'failed']).optional(),
    }),
    reply: z.object({ deliveries: z.array(deliverySchema), nextCursor }),
  },
  async ({ webhooks }, { query }) => {
    const { deliveries, next } = webhooks.list(query)
    return { deliveries, nextCursor: next }
  },
)

const readDelivery = route(
  {
    method: 'GET',
    path: '/webhooks/deliveries/{id}',
    scope: 'webhooks:read',
    summary: 'Read a message and its deliveries',
    about: 'The message as receivers got it, and how far it is with each. It holds names of people.',
    params: eventId,
    reply: z.object({ message: z.unknown(), deliveries: z.array(deliverySchema) }),
    problems: ['not_found'],
  },
  async ({ webhooks }, { params }) => {
    const found = webhooks.read(params.id)
    if (!found) throw new Problem('not_found')
    return { message: JSON.parse(found.message) as unknown, deliveries: found.deliveries }
  },
)

const replayDelivery = route(
  {
    method: 'POST',
    path: '/webhooks/deliveries/{id}/replay',
    scope: 'webhooks:write',
    summary: 'Send a message again',
    about:
      'Sends a message again, with the same `webhook-id`, to one receiver or to all that it went to and that are ' +
      'still configured. A message that waits anyway is not sent twice.',
    params: eventId,
    body: z.strictObject({ receiver: receiverName.optional() }),
    reply: z.object({ receivers: z.array(z.string()) }),
    problems: ['not_found'],
  },
  async ({ webhooks }, { params, body }) => {
    const receivers = webhooks.replay(params.id, body.receiver)
    if (!receivers) throw new Problem('not_found')
    return { receivers }
  },
)

/** What receivers of webhooks were sent. */
export const webhookRoutes: readonly Route[] = [listDeliveries, readDelivery, replayDelivery]
