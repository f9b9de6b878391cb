import type { ReactNode } from 'react'

/** The mark of Plenary: a round of seats with one who speaks. */
export function Logo(): ReactNode {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#3560e6" />
      <g fill="#fff">
        <circle cx="16" cy="17.5" r="4.2" />
        <circle cx="7.6" cy="18.5" r="2.1" opacity="0.75" />
        <circle cx="10" cy="11" r="2.1" opacity="0.75" />
        <circle cx="16" cy="8" r="2.1" opacity="0.75" />
        <circle cx="22" cy="11" r="2.1" opacity="0.75" />
        <circle cx="24.4" cy="18.5" r="2.1" opacity="0.75" />
      </g>
    </svg>
  )
}
