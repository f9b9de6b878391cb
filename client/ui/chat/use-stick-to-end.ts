import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'

/** Within so many pixels of the end, the reader is taken to follow the talk. */
const NEAR_PX = 60

/** How a list keeps its end in view. */
export interface StickToEnd {
  /** The element that scrolls. */
  box: RefObject<HTMLDivElement | null>
  /** Its content, which grows. */
  content: RefObject<HTMLDivElement | null>
  /** Whether something newer stands below what is shown. */
  isBehind: boolean
  onScroll: () => void
  jump: () => void
}

/** Keeps the end of a growing list in view, unless the reader scrolled away. */
export function useStickToEnd(): StickToEnd {
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const [isBehind, setBehind] = useState(false)

  const jump = useCallback(() => {
    isFollowing.current = true
    setBehind(false)
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [])
  const onScroll = useCallback(() => {
    const list = box.current
    if (!list) return
    isFollowing.current = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX
    setBehind(!isFollowing.current)
  }, [])
  useEffect(() => {
    // New messages, a grown composer, and messages that get their true height
    // only when they come into sight: all of them show as a change of size.
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.current?.scrollTo({ top: box.current.scrollHeight })
    })
    for (const element of [box.current, content.current]) if (element) observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { box, content, isBehind, onScroll, jump }
}
