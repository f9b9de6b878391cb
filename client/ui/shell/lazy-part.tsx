import { useEffect, useState, type ComponentType, type ReactNode } from 'react'

/**
 * A component whose code is fetched when it is first shown. What cannot be fetched is thrown to the
 * nearest error boundary, and fetched again when it is shown next.
 *
 * React's own `lazy` would do the same later: whatever follows a fallback is held back until 300 ms
 * after it, also when its code is there after one, because it was fetched ahead.
 * Source: React, `FALLBACK_THROTTLE_MS` in `ReactFiberWorkLoop.js`.
 *
 * @param load - fetches the code
 * @param fallback - shown until it is there; nothing by default
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ReactNode = null,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined
  return function LazyPart(props: Props) {
    const [, setLoaded] = useState(loaded !== undefined)
    const [failure, setFailure] = useState<{ error: unknown }>()
    useEffect(() => {
      let isGone = false
      // Also where another one of the same has fetched it since this one was drawn.
      void bring()
      return () => {
        isGone = true
      }

      async function bring(): Promise<void> {
        try {
          loaded ??= await load()
          if (!isGone) setLoaded(true)
        } catch (error) {
          if (!isGone) setFailure({ error })
        }
      }
    }, [])
    if (failure) throw failure.error
    const Part = loaded
    return Part ? <Part {...props} /> : fallback
  }
}
