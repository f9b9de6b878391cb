import { OPEN_RULES, type RoomRules } from '../../../protocol/index.ts'

/** The rules that differ from those of an open room; undefined when none does. Pure. */
export function ruleDifferences(rules: RoomRules): Partial<RoomRules> | undefined {
  const entries = Object.entries(rules).filter(
    ([name, value]) => value !== OPEN_RULES[name as keyof RoomRules],
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
