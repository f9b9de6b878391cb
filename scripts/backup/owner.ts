import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Goes on as the user whom the storage belongs to, so that nothing which root makes there is out of reach of the
 * server afterwards. Does nothing for anybody but root.
 */
export function becomeOwner(storageFile: string): void {
  if (process.geteuid?.() !== 0) return
  const stats = statSync(dirname(storageFile), { throwIfNoEntry: false })
  if (!stats || stats.uid === 0) return
  process.setegid?.(stats.gid)
  process.seteuid?.(stats.uid)
}

/** Does something as the user whom the storage belongs to, see `becomeOwner`, and is who it was afterwards. */
export async function asOwner<T>(storageFile: string, work: () => Promise<T>): Promise<T> {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()]
  becomeOwner(storageFile)
  try {
    return await work()
  } finally {
    if (uid !== undefined && uid !== process.geteuid?.()) process.seteuid?.(uid)
    if (gid !== undefined && gid !== process.getegid?.()) process.setegid?.(gid)
  }
}
