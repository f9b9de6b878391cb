import { defaultConfig } from '../server/config/schema.ts'

/**
 * The storage file of the server that a command is about: the one that was typed, or that of the environment, in which a
 * service has it, or the usual one.
 */
export function storageFileOf(typed: string | undefined): string {
  return typed ?? process.env.PLENARY_STORAGE_FILE ?? defaultConfig().storage.file
}
