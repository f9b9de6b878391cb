import { z } from 'zod'
import { isPathInside } from '../../server/persistence/pending-restore.ts'

/** Name of the first file of an archive. */
export const MANIFEST_NAME = 'manifest.json'

/** Longest manifest, in bytes. */
export const MANIFEST_MAX = 1_000_000

const fileSchema = z.strictObject({
  path: z.string().refine(isPathInside, 'a path of a file leads out of the backup'),
  size: z.int().min(0),
  mode: z.int().min(0).max(0o777),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const manifestSchema = z
  .strictObject({
    /** Layout of the archive. */
    plenaryBackup: z.literal(1),
    /** Version of the product that made it. */
    version: z.string().max(64),
    /** Version of the tables. */
    database: z.int().min(1),
    /** When it was made, in seconds since 1970. */
    at: z.int().min(0),
    /** Which of the files is the storage. */
    storage: z.string(),
    files: z.array(fileSchema).min(1).max(2000),
  })
  .refine(
    ({ files }) => new Set(files.map(({ path }) => path)).size === files.length,
    'a file stands there twice',
  )
  .refine(({ files, storage }) => files.some(({ path }) => path === storage), 'it holds no storage')

/** What an archive says of itself. */
export type Manifest = z.infer<typeof manifestSchema>

/** One file of an archive. */
export type ArchivedFile = z.infer<typeof fileSchema>

/** @throws {Error} with a sentence, when this is no manifest that this program can read */
export function parseManifest(text: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error('This is no backup of Plenary.', { cause: error })
  }
  const layout = (value as { plenaryBackup?: unknown } | null)?.plenaryBackup
  if (typeof layout === 'number' && layout > 1) {
    throw new Error('A newer Plenary made this backup. Restore it with that one.')
  }
  const parsed = manifestSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(`This is no backup of Plenary: ${parsed.error.issues[0]?.message ?? 'unknown layout'}.`)
}

/** What is in a backup, for people: one line for each file. */
export function describeManifest({ files, storage, database }: Manifest): string[] {
  return files.map(({ path, size, mode }) => {
    const about = path === storage ? `, the storage, tables of version ${database}` : ''
    return `  ${path} (${size} bytes, mode ${mode.toString(8).padStart(4, '0')}${about})`
  })
}
