import type { CSSProperties, ReactNode } from 'react'
import { hueOf, initialsOf } from './avatar-look.ts'

/** A round with initials for somebody without a picture. Says nothing to screen readers: the name stands beside it. */
export function Avatar({ id, name }: { id: string; name: string }): ReactNode {
  return (
    <span className="avatar" style={{ '--hue': hueOf(id) } as CSSProperties} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}
