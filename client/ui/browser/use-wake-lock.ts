import { useEffect } from 'react'

/** What Chromium has of the Permissions Policy standard, under its earlier name. */
interface PolicyDocument extends Document {
  readonly featurePolicy?: { allowsFeature(name: string): boolean }
}

/** Whether the page around this one, if any, lets it: asking in vain is an error in the console. */
function isAllowed(): boolean {
  return (document as PolicyDocument).featurePolicy?.allowsFeature('screen-wake-lock') ?? true
}

/** Keeps the screen from going dark while the component is there. */
export function useWakeLock(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator) || !isAllowed()) return
    let lock: WakeLockSentinel | undefined
    let isOver = false
    const acquire = async (): Promise<void> => {
      // The lock is lost whenever the page is hidden, so it is asked for again.
      if (document.visibilityState !== 'visible' || (lock && !lock.released)) return
      try {
        lock = await navigator.wakeLock.request('screen')
        if (isOver) await lock.release()
      } catch {
        // A low battery is a reason to refuse; the meeting goes on.
      }
    }
    const onChange = (): void => void acquire()
    void acquire()
    document.addEventListener('visibilitychange', onChange)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', onChange)
      void lock?.release().catch(() => undefined)
    }
  }, [])
}
