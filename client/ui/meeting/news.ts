/** Those of whom something can be told, for example whose hand is raised, and who is known at all. */
export interface NewsFacts {
  ids: readonly string[]
  /** Those of whom the server tells. */
  known: readonly string[]
  /** Whether it tells of everybody. */
  isWhole: boolean
}

/**
 * Of whom something became true just now. In a large room somebody may have become known only now,
 * and have had a hand up for long: of them it is news only while the server names all whom it is true of.
 *
 * @param most - of so many the server tells everybody in a large room; 0 while it has not told of all yet
 */
export function newsOf(before: NewsFacts, now: NewsFacts, most: number): string[] {
  const was = new Set(before.ids)
  const added = now.ids.filter((id) => !was.has(id))
  if (added.length === 0 || (before.isWhole && now.isWhole)) return added
  const known = new Set(before.known)
  const allWereNamed = before.isWhole || before.ids.length < most
  return added.filter((id) => known.has(id) || allWereNamed)
}
