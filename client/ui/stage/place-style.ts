import type { CSSProperties } from 'react'
import type { Rect } from '../layout/tiling.ts'

/** Places an element on the stage; the style sheet turns x around in right-to-left pages. */
export function placeStyle({ x, y, width, height }: Rect): CSSProperties {
  return { '--x': `${x}px`, '--y': `${y}px`, inlineSize: width, blockSize: height } as CSSProperties
}
