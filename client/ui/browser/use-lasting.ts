import { useEffect, useState } from 'react'

/** Whether something has been true for this long without a break. */
export function useLasting(isTrue: boolean, forMs: number): boolean {
  const [hasLasted, setLasted] = useState(false)
  useEffect(() => {
    if (!isTrue) return undefined
    const timer = setTimeout(() => setLasted(true), forMs)
    return () => {
      clearTimeout(timer)
      setLasted(false)
    }
  }, [isTrue, forMs])
  return isTrue && hasLasted
}
