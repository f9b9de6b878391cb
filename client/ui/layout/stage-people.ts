/** Whom the first page of a large room may show. */
export interface FirstPageFacts {
  /** Who stood on the first page, or large, a moment ago. */
  front: readonly string[]
  /** Those whom the server tells of. */
  known: ReadonlySet<string>
  /** Those of them who matter to everybody: they share, speak, lead or have raised a hand. */
  prominent: readonly string[]
  /** Those whom this page has pinned. */
  pinned: readonly string[]
  /** The beginning of the list of the stage; it fills what places are left. */
  head: readonly string[]
}

/**
 * Who is a candidate for the first page of a large room. Whoever is on it stays on it; people who
 * are known because a later page shows them, or the panel lists them, are none.
 */
export function firstPagePeople({ front, known, prominent, pinned, head }: FirstPageFacts): string[] {
  const isListed = new Set(head)
  const staying = front.filter((id) => known.has(id) || isListed.has(id))
  // Before the list has come, whoever a join named fills the places.
  const rest = head.length === 0 ? known : []
  return [...new Set([...staying, ...prominent, ...pinned.filter((id) => known.has(id)), ...head, ...rest])]
}
