import { activityEventSchema, type ActivityEvent } from '../../../protocol/index.ts'
import type { SessionState } from '../state/state.ts'

type ActivityState = Pick<SessionState, 'dominantSpeaker' | 'speaking'>

/** The stream is unreliable; after this long without a word from it, nobody speaks. */
const SILENCE_MS = 1_500

/** Follows who speaks. */
export class ActivityTracker {
  readonly #read: () => ActivityState
  readonly #changed: (state: Partial<ActivityState>) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(read: () => ActivityState, changed: (state: Partial<ActivityState>) => void) {
    this.#read = read
    this.#changed = changed
  }

  /** Takes a message of the activity stream. */
  received(text: string): void {
    const activity = parse(text)
    if (activity?.type !== 'activity') return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.silence(), SILENCE_MS)
    this.#changed({
      dominantSpeaker: activity.dominant,
      speaking: keepIfEqual(this.#read().speaking, Object.fromEntries(activity.speaking)),
    })
  }

  /** Nobody speaks any more, as far as is known. */
  silence(): void {
    clearTimeout(this.#timer)
    if (Object.keys(this.#read().speaking).length > 0) this.#changed({ speaking: {} })
  }
}

/** Unequal objects render again; equal content need not. */
function keepIfEqual(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const ids = Object.keys(now)
  const same = ids.length === Object.keys(before).length && ids.every((id) => before[id] === now[id])
  return same ? before : now
}

function parse(text: string): ActivityEvent | undefined {
  try {
    return activityEventSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
