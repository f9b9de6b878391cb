import { z } from 'zod'
import { accountsShape, checkMode } from './schema-accounts.ts'

/** Who may enter. */
export const accessSchema = z
  .strictObject({
    mode: z
      .enum(['open', 'accounts', 'tokens'])
      .default('open')
      .describe(
        '`open`: whoever knows the name of a room may come. `accounts`: only people with an account make rooms, ' +
          'and hosts let guests in. `tokens`: nobody without a token of a portal.',
      ),
    ...accountsShape,
  })
  .superRefine(checkMode)
  .describe('Who may enter, and whose word on that is taken.')
