import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'

/** Within so many pixels of the end, the reader is taken to follow the talk. */
const NEAR_PX = 60

/** How a list keeps its end in view. */
export interface StickToEnd {
  ref: RefObject<HTMLDivElement | null>
  /** Whether something newer stands below what is shown. */
  isBehind: boolean
  onScroll: () => void
  jump: () => void
}

/**
 * Keeps the end of a growing list in view, unless the reader scrolled away.
 *
 * @param size - changes whenever the list grows
 */
export function useStickToEnd(size: number): StickToEnd {
  const ref = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const [isBehind, setBehind] = useState(false)

  const jump = useCallback(() => {
    isFollowing.current = true
    setBehind(false)
    ref.current?.scrollTo({ top: ref.current.scrollHeight })
  }, [])
  const onScroll = useCallback(() => {
    const list = ref.current
    if (!list) return
    isFollowing.current = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX
    setBehind(!isFollowing.current)
  }, [])
  useEffect(() => {
    const list = ref.current
    if (isFollowing.current) list?.scrollTo({ top: list.scrollHeight })
  }, [size])
  return { ref, isBehind, onScroll, jump }
}
