import type { ReactNode } from 'react'
import { BRAND } from '../browser/brand.ts'

/** The logo of the operator, else the mark of Plenary: a round of seats with one who speaks. */
export function Logo(): ReactNode {
  if (BRAND.logo !== undefined) return <img src={BRAND.logo} alt="" />
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" style={{ fill: 'var(--accent-fill)' }} />
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
