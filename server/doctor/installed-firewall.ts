import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { FirewallTool } from './firewall-lines.ts'

const COMMANDS: readonly (readonly [string, FirewallTool])[] = [
  ['ufw', 'ufw'],
  ['firewall-cmd', 'firewalld'],
  ['nft', 'nftables'],
]
/** Folders of programs for administrators, which are not on everybody's path. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin']

/**
 * The program by which the firewall of this machine is managed: the first of ufw, firewalld and nftables that is
 * installed, because each of them works through the next.
 *
 * @param env - with the path of commands
 */
export function installedFirewall(env: NodeJS.ProcessEnv = process.env): FirewallTool | undefined {
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS]
  const isThere = (command: string): boolean => folders.some((folder) => isExecutable(join(folder, command)))
  return COMMANDS.find(([command]) => isThere(command))?.[1]
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
