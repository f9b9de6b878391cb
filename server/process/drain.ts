import { within } from './deadline.ts'

/** What a drain does to the server. */
export interface DrainSteps {
  /** Refuses what is new. Calls back once nobody is left. */
  begin: (emptied: () => void) => void
  /** Tells people until when they have time, by `performance.now()`. */
  announce: (deadline: number) => void
}

/**
 * Makes the drain of a server: it begins once, and a later call moves its deadline.
 *
 * @returns a function that takes the longest wait in milliseconds, and is done
 *   when nobody is left or the newest deadline has passed
 */
export function createDrain({ begin, announce }: DrainSteps): (deadlineMs: number) => Promise<void> {
  const empty = Promise.withResolvers<void>()
  let begun = false
  let deadline = 0
  return async (deadlineMs) => {
    deadline = performance.now() + deadlineMs
    if (!begun) {
      begun = true
      begin(() => empty.resolve())
    }
    announce(deadline)
    for (;;) {
      const left = deadline - performance.now()
      if (left <= 0) return
      const outcome = await within(empty.promise, left)
      if (outcome.kind === 'done') return
    }
  }
}
