import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds; re-renders when that changes. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** Width at which the controls no longer fit side by side; CSS uses the same. */
export const NARROW = '(max-width: 639px)'
/** The same for hosts, who have more controls. */
export const NARROW_FOR_HOSTS = '(max-width: 767px)'
/** A phone in either orientation. */
export const PHONE = '(max-width: 639px), (max-height: 479px) and (pointer: coarse)'
/** No mouse: fingers only. */
export const TOUCH = '(hover: none) and (pointer: coarse)'
