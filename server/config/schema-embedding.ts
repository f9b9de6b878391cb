import { z } from 'zod'
import { originSchema } from './schema-listen.ts'

/** Which pages may show meetings of this server within themselves. */
export const embeddingSchema = z
  .strictObject({
    allowedParents: z
      .array(originSchema)
      .max(64)
      .default([])
      .describe(
        'Origins of pages that may show this server in a frame and steer the meeting in it, such as ' +
          '`https://school.example.org`. Empty: none but its own. See docs/embedding.md.',
      ),
  })
  .describe('Which pages may show meetings of this server within themselves.')
