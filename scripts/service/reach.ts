import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

// What a unit with ProtectHome=yes and PrivateTmp=yes does not see.
const HIDDEN = ['/home', '/root', '/run/user', '/tmp', '/var/tmp']
const OTHERS_ENTER = 0o001
const OTHERS_READ = 0o004

/**
 * Whether the user of a service can reach a file or folder.
 *
 * @param path - absolute
 * @param hiddenFolders - what the service does not see at all
 * @throws {Error} with a sentence that says what to do
 */
export function requireReach(path: string, hiddenFolders: readonly string[] = HIDDEN): void {
  const real = realpathSync(path)
  for (const at of new Set([path, real])) {
    const hidden = hiddenFolders.find((folder) => at === folder || at.startsWith(`${folder}/`))
    if (hidden === undefined) continue
    throw new Error(
      `A service sees nothing below ${hidden}, and ${at} is there. Move Plenary to /opt/plenary, then run this again.`,
    )
  }
  for (let at = real; ; at = dirname(at)) {
    const stats = statSync(at)
    const needed = (stats.isDirectory() ? OTHERS_ENTER : 0) | (at === real ? OTHERS_READ : 0)
    if ((stats.mode & needed) !== needed) {
      throw new Error(`Other users cannot read ${at}. Type: chmod -R o+rX ${quote(at)}`)
    }
    if (dirname(at) === at) return
  }
}

/** A word for a shell. */
function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
