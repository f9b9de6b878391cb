import { z } from 'zod'

/** A TURN server on this machine that guests reach through the port of the pages. */
export const turnSchema = z
  .strictObject({
    secret: z
      .string()
      .regex(/^[\x21-\x7e]{16,256}$/)
      .meta({ allowed: '16 to 256 letters, digits and punctuation marks' })
      .optional()
      .describe(
        'Secret that this server shares with coturn (`static-auth-secret`). With it guests in networks that let TLS on ' +
          'port 443 through and nothing else are relayed, each with a password of their own that ends after a day. ' +
          'Never logged.',
      ),
    secretFile: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('File that holds the secret, instead of `secret`.'),
    host: z.ipv4().default('127.0.0.1').describe('IPv4 address of this machine on which coturn listens.'),
    port: z.int().min(1).max(65_535).default(3478).describe('TCP port of coturn.'),
  })
  .superRefine(({ secret, secretFile }, context) => {
    if (secret === undefined || secretFile === undefined) return
    context.addIssue({
      code: 'custom',
      path: ['secretFile'],
      message: 'has no effect, because turn.secret is set',
    })
  })
  .describe('A TURN server beside this one: see docs/networks.md.')
