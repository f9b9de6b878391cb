import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { replace } from '../api/keys/key-file.ts'
import { BLOCKED_MAX, BlockedAddresses } from '../limits/blocked-addresses.ts'
import type { Logger } from '../observability/logger.ts'

const fileSchema = z.strictObject({
  version: z.literal(1),
  blocked: z
    .array(
      z.strictObject({
        id: z.string().max(32),
        address: z.string().max(64),
        until: z.number(),
        note: z.string().max(200),
      }),
    )
    .max(BLOCKED_MAX),
})

/**
 * Blocked addresses that are kept in a file beside the storage. A list that cannot be read keeps nobody out, and one
 * that cannot be written holds until the restart; the log says both.
 */
export function keepBlocks(storageFile: string, logger: Logger): BlockedAddresses {
  if (storageFile === 'none') return new BlockedAddresses()
  const file = join(dirname(storageFile), 'blocked-addresses.json')
  return new BlockedAddresses(read(file, logger), (blocked) => {
    try {
      replace(file, JSON.stringify({ version: 1, blocked }))
    } catch (error) {
      logger.error({ err: error, file }, 'blocked addresses are forgotten with the next restart')
    }
  })
}

function read(file: string, logger: Logger): z.infer<typeof fileSchema>['blocked'] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).blocked
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.error(
        { err: error, file },
        'no address is blocked: the list cannot be read; correct or delete it',
      )
    return []
  }
}
