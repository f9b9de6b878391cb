import { useEffect, useState } from 'react'

/** Whether nobody can see the page, and has not for this long; false again at once. */
export function useIsHidden(afterMs: number): boolean {
  const [isHidden, setHidden] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const follow = (): void => {
      clearTimeout(timer)
      if (document.hidden) timer = setTimeout(() => setHidden(true), afterMs)
      else setHidden(false)
    }
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', follow)
    }
  }, [afterMs])
  return isHidden
}
