import { variableName } from './settings.ts'

// The former path of each setting that got another name.
const RENAMED: Readonly<Record<string, string>> = {
  'limits.maxParticipants': 'limits.maxSeats',
}

/**
 * What a setting is called now.
 *
 * @param path - a former path, such as `limits.maxParticipants`
 * @returns undefined for what never was a setting
 */
export function newPath(path: string): string | undefined {
  return Object.hasOwn(RENAMED, path) ? RENAMED[path] : undefined
}

/**
 * What an environment variable is called now.
 *
 * @param variable - a former name, such as `PLENARY_LIMITS_MAX_PARTICIPANTS`
 * @returns undefined for what never was a variable
 */
export function newVariable(variable: string): string | undefined {
  const [, path] = Object.entries(RENAMED).find(([former]) => variableName(former) === variable) ?? []
  return path === undefined ? undefined : variableName(path)
}
