import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Folders of programs for administrators, which are not on everybody's path. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin']

/** Path of a program, if there is one of that name. */
export function findCommand(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
