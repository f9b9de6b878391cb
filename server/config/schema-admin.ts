import { z } from 'zod'
import { addressRangeSchema } from './schema-listen.ts'

/** The page of the operator. */
export const adminSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether there is a page for the operator at `/admin`.'),
    allow: z
      .array(addressRangeSchema)
      .max(64)
      .default(['0.0.0.0/0', '::/0'])
      .describe(
        'Addresses that may open `/admin`, as IP addresses or ranges such as `10.0.0.0/8`; all by default, because ' +
          'nobody comes in without the token. Behind a reverse proxy the address of the client counts.',
      ),
    groups: z
      .array(z.string().min(1).max(256))
      .max(64)
      .default([])
      .describe(
        'Groups of `access.oidc` whose people may open `/admin` with their account instead of the token.',
      ),
    socketIo: z
      .boolean()
      .default(false)
      .describe(
        "Whether operators find Socket.IO's own Admin UI at `/admin/socket.io/`: figures of connections, read-only.",
      ),
    sessionHours: z
      .number()
      .min(0.1)
      .max(168)
      .default(12)
      .describe('How long an operator stays signed in, in hours.'),
  })
  .describe('The page of the operator, docs/monitoring.md.')
