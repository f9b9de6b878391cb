import { nearest } from './nearest.ts'
import { findNode, settings } from './settings.ts'

const SECTIONS: readonly string[] = [
  ...new Set(
    settings.flatMap(({ path }) =>
      path
        .split('.')
        .slice(0, -1)
        .map((_, index, keys) => keys.slice(0, index + 1).join('.')),
    ),
  ),
]

/** Every path of the settings file: sections and settings. */
export const PATHS: readonly string[] = [...SECTIONS, ...settings.map(({ path }) => path)]

/**
 * The path that somebody most likely meant who wrote an unknown key: of the same section,
 * else one whose last key is that one.
 *
 * @param section - where the key stands
 * @returns undefined when nothing is near
 */
export function nearestPath(section: readonly PropertyKey[], key: string): string | undefined {
  const here = findNode(section)?.properties ?? {}
  const sibling = nearest(key, Object.keys(here))
  const prefix = section.filter((part) => typeof part !== 'number').join('.')
  if (sibling !== undefined) return prefix === '' ? sibling : `${prefix}.${sibling}`
  const leafOf = (path: string): string => path.split('.').at(-1) ?? ''
  const leaf = nearest(key, PATHS.map(leafOf))
  return leaf === undefined ? undefined : PATHS.find((path) => leafOf(path) === leaf)
}

/** What somebody most likely meant who typed a whole path; undefined when nothing is near. */
export function nearestTyped(typed: string): string | undefined {
  const keys = typed.split('.')
  const last = keys.pop() ?? ''
  return nearest(typed, PATHS) ?? nearestPath(findNode(keys) ? keys : [], last)
}
