import { useEffect, type RefObject } from 'react'

/**
 * Gives the focus to what comes next on a page that has taken the place of another one: the
 * element that had it is gone, and the keyboard and screen readers would begin at the top again.
 * A page that was just loaded, and that nobody has touched, has lost no focus.
 */
export function useEntryFocus(next: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (isUntouched() || document.activeElement !== document.body) return
    const element = next.current
    // On a phone the keyboard would come up, unasked.
    if (element instanceof HTMLInputElement && !matchMedia('(hover: hover)').matches) return
    element?.focus({ preventScroll: true })
  }, [next])
}

/** Browsers that cannot tell count as touched. Source: HTML, "sticky activation". */
function isUntouched(): boolean {
  const { userActivation } = navigator as { userActivation?: UserActivation }
  return userActivation?.hasBeenActive === false
}
