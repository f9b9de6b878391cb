import { dirname } from 'node:path'
import { ok, problem, shellWord, type Finding } from './finding.ts'

/** What is known of the place where seats and chat are kept. */
export interface StorageView {
  /** `storage.file`. */
  readonly file: string
  /** The code of the system for a write that was tried beside it, such as `ENOSPC`; undefined when it worked. */
  readonly refusal: string | undefined
  /** Bytes that this user may still write there; undefined where the system does not tell. */
  readonly freeBytes: number | undefined
  /** Files of the database that other users may read or write. */
  readonly loose: readonly string[]
  /** What a running server says of it. */
  readonly server: { readonly lasting: boolean; readonly writesBehind: number } | undefined
  /** A folder of this user on a disk with space, for a line to type. */
  readonly spare: string | undefined
}

const LOW_BYTES = 200_000_000

/** Judges where seats and chat are kept. At least one finding. */
export function storageFindings(view: StorageView): Finding[] {
  const { file, loose, freeBytes } = view
  if (file === 'none') {
    return [problem('storage.none', 'note', 'Nothing is kept, as the settings say (storage.file: none).')]
  }
  const found = [...writing(view)]
  if (loose.length > 0) {
    const what = `Other users of this machine can read ${loose.join(', ')}.`
    found.push(problem('storage.open', 'warning', what, [`chmod 600 ${loose.map(shellWord).join(' ')}`]))
  }
  if (found.length > 0) return found
  const space = freeBytes === undefined ? '' : `, with ${Math.round(freeBytes / 1_000_000)} MB free`
  return [ok('storage', `${file} can be written${space}.`)]
}

function writing(view: StorageView): Finding[] {
  const { file, refusal, freeBytes, server } = view
  const folder = dirname(file)
  if (refusal !== undefined) return [refused(view, folder, refusal)]
  if (server && server.writesBehind > 0) {
    const what = `The running server could not store ${server.writesBehind} changes yet; its log says why.`
    return [problem('storage.unwritable', 'error', what)]
  }
  if (server?.lasting === false) {
    const what = `The running server keeps nothing, because it could not open ${file}; its log says why.`
    return [problem('storage.unwritable', 'error', what)]
  }
  if (freeBytes === undefined || freeBytes >= LOW_BYTES) return []
  const what = `${Math.round(freeBytes / 1_000_000)} MB are left on the disk of ${folder}.`
  return [problem('storage.low', 'warning', what, elsewhere(view))]
}

function refused(view: StorageView, folder: string, refusal: string): Finding {
  if (refusal === 'ENOSPC' || refusal === 'EDQUOT') {
    const fix =
      view.spare === undefined ? [`du -xh ${shellWord(folder)} | sort -h | tail -n 20`] : elsewhere(view)
    return problem('storage.full', 'error', `The disk of ${folder} is full.`, fix)
  }
  const own = refusal === 'EACCES' ? [`sudo chown -R "$(id -un)" ${shellWord(folder)}`] : elsewhere(view)
  return problem('storage.unwritable', 'error', `This user cannot write in ${folder} (${refusal}).`, own)
}

function elsewhere({ spare }: StorageView): string[] {
  return spare === undefined ? [] : [`npm start -- --storage ${shellWord(spare)}`]
}
