/** Who publishes, whom a page shows, and who speaks when: pure functions, the same in every process. */

/** Who takes part, by index. */
export interface Cast {
  /** Participants, 1 or more; their indices begin at 0. */
  participants: number
  /** The first so many publish. */
  publishers: number
  /** How many speak at once. */
  speakers: number
  /** Whether all show the same page, and not each client its own. Default false. */
  samePage?: boolean
}

/** Somebody new begins to speak this often, in milliseconds. */
export const TURN_MS = 2000
// So many at least speak again and again; all others speak once in a while.
const REGULARS_MIN = 3

/** Name under which a client joins; the others recognise it by that. */
export function nameOf(index: number): string {
  return `Load ${index}`
}

/** Index of a client by its name; undefined for a participant that is no client of this run. */
export function indexOf(name: string): number | undefined {
  const match = /^Load (\d+)\b/.exec(name)
  return match ? Number(match[1]) : undefined
}

/** Whether a client publishes. Newcomers do where the whole room does. */
export function publishes(index: number, { participants, publishers }: Cast): boolean {
  return index < publishers || (index >= participants && publishers >= participants)
}

/**
 * Divides participants among processes, in turn, so that each gets its part of
 * those who publish.
 */
export function divide(participants: number, processes: number): number[][] {
  return Array.from({ length: processes }, (_, process) =>
    range(participants).filter((index) => index % processes === process),
  )
}

/**
 * Whom a participant shows: the next ones after itself, so that everybody is
 * shown by equally many; or, where all show the same page, the first ones.
 *
 * @param tiles - on one page
 * @param page - 0 for the first one
 */
export function pageOf(
  viewer: number,
  { publishers, samePage = false }: Cast,
  tiles: number,
  page = 0,
): number[] {
  const first = samePage ? 0 : viewer + 1
  const others = range(publishers)
    .map((offset) => (first + offset) % publishers)
    .filter((index) => index !== viewer)
  const count = Math.min(tiles, others.length)
  return range(count).map((offset) => others[(page * tiles + offset) % others.length] ?? 0)
}

/**
 * Who speaks in a turn: as many as wanted at once, one of them new in each. Every
 * second newcomer is a regular who was heard lately, the others take turns.
 */
export function speakersOf(turn: number, { publishers, speakers }: Cast): Set<number> {
  if (speakers >= publishers) return new Set(range(publishers))
  const first = Math.max(0, turn - speakers + 1)
  return new Set(range(turn - first + 1).map((offset) => newSpeaker(first + offset, publishers, speakers)))
}

function newSpeaker(turn: number, publishers: number, speakers: number): number {
  const regulars = Math.min(publishers, Math.max(REGULARS_MIN, Math.ceil(speakers / 2) + 1))
  const round = Math.floor(turn / 2)
  if (turn % 2 === 0 || regulars === publishers) return round % regulars
  return regulars + (round % (publishers - regulars))
}

/** Stretches of speech that begin in a span of turns: who, and in which turn. */
export function stretchesOf(cast: Cast, from: number, to: number): { turn: number; speaker: number }[] {
  return range(Math.max(0, to - from)).flatMap((offset) => {
    const turn = from + offset
    const before = turn === 0 ? new Set<number>() : speakersOf(turn - 1, cast)
    return [...speakersOf(turn, cast)]
      .filter((speaker) => !before.has(speaker))
      .map((speaker) => ({ turn, speaker }))
  })
}

/** Size of one tile when so many fill a window of 1280x720, in pixels. */
export function tileSize(tiles: number): { width: number; height: number } {
  const gap = 5
  const columns = Math.max(1, Math.ceil(Math.sqrt(tiles)))
  const width = Math.floor((1280 - gap * (columns + 1)) / columns)
  return { width, height: Math.round((width * 9) / 16) }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
