import { readFileSync } from 'node:fs'

/**
 * Reads a text file that a setting names.
 *
 * @param setting - the path of the setting, for the message
 * @throws {Error} with what to do, when it cannot be read
 */
export function readSettingFile(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(
      `${setting}: cannot read ${file} (${code ?? message}). Correct the path or its permissions.`,
      { cause: error },
    )
  }
}
