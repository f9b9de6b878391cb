import { z } from 'zod'

/** Where the certificate comes from. */
export const tlsSchema = z
  .strictObject({
    mode: z
      .enum(['off', 'self-signed', 'files', 'acme'])
      .default('off')
      .describe(
        'Whether the server speaks HTTPS itself. Browsers allow cameras on HTTPS and on localhost only, so ' +
          'guests need HTTPS: here, or at a reverse proxy in front. `self-signed` makes a certificate that ' +
          'browsers warn about once; `files` reads one from `certFile` and `keyFile`; `acme` gets one that browsers trust, ' +
          'from Let’s Encrypt unless `listen.acme` says otherwise, and renews it.',
      ),
    certFile: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file with the certificate chain. Needed with `mode: files`.'),
    keyFile: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file with the private key. Needed with `mode: files`.'),
  })
  .superRefine((tls, context) => {
    for (const key of ['certFile', 'keyFile'] as const) {
      if (tls.mode === 'files' && tls[key] === undefined) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: 'is needed, because listen.tls.mode is "files"',
        })
      }
      if (tls.mode !== 'files' && tls[key] !== undefined) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `has no effect, because listen.tls.mode is "${tls.mode}"`,
        })
      }
    }
  })
