// What is longer was no slip of a finger, and would only cost time.
const TYPED_MAX = 64

/**
 * The name that somebody most likely meant.
 *
 * @param typed - what was typed, in any case
 * @param names - what could have been meant; the first of equally near ones wins
 * @returns undefined when nothing is near: more than one change in three letters
 */
export function nearest(typed: string, names: Iterable<string>): string | undefined {
  if (typed === '' || typed.length > TYPED_MAX) return undefined
  const wanted = plain(typed)
  let best: string | undefined
  let fewest = Math.floor(Math.max(wanted.length, 3) / 3) + 1
  for (const name of names) {
    const changes = distance(wanted, plain(name), fewest)
    if (changes >= fewest) continue
    best = name
    fewest = changes
  }
  return best
}

/** Capitals, hyphens and underscores are what people remember least. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '')
}

/**
 * How many letters have to be added, removed, replaced or swapped with their neighbour.
 * Source: optimal string alignment distance.
 *
 * @param limit - distances of so many and more need not be exact
 */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1]
      const changes = [
        at(above, column) + 1,
        at(line, column - 1) + 1,
        at(above, column - 1) + (isSame ? 0 : 1),
      ]
      if (isSwap(left, row, right, column)) changes.push(at(before, column - 2) + 1)
      line.push(Math.min(...changes))
    }
    before = above
    above = line
  }
  return above[right.length] ?? limit
}

/** What stands there is always given: rows are as long as the word. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity
}

/** Whether two letters before these places are the same in turned order. */
function isSwap(left: string, row: number, right: string, column: number): boolean {
  return row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
}
