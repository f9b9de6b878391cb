import { foldForSearch } from '../../../protocol/search.ts'

/** Somebody to whom a private message can go. */
export interface Recipient {
  id: string
  name: string
}

/** Most people in one list of choices: more are found by typing more. */
const OPTIONS_MAX = 20

/**
 * The choices while a name is typed: those who are known by name first, then whom the server found.
 *
 * @param compareNames - a collator's `compare`, in the language of the page
 */
export function recipientOptions(
  typed: string,
  known: readonly Recipient[],
  found: readonly Recipient[],
  compareNames: (a: string, b: string) => number,
): Recipient[] {
  const wanted = foldForSearch(typed)
  const matching = known
    .filter(({ name }) => foldForSearch(name).includes(wanted))
    .sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1))
  const named = new Set(matching.map(({ id }) => id))
  return [...matching, ...found.filter(({ id }) => !named.has(id))].slice(0, OPTIONS_MAX)
}

/**
 * Where the marked choice is after a key, by the pattern of an editable combobox with a list.
 * Source: W3C, ARIA Authoring Practices Guide, "Combobox Pattern".
 *
 * @param marked - the marked choice, -1 for none
 * @returns undefined for a key that marks nothing
 */
export function markAfterKey(key: string, marked: number, count: number): number | undefined {
  if (count === 0) return key === 'ArrowDown' || key === 'ArrowUp' ? -1 : undefined
  if (key === 'ArrowDown') return (marked + 1) % count
  if (key === 'ArrowUp') return (Math.max(marked, 0) - 1 + count) % count
  return undefined
}
