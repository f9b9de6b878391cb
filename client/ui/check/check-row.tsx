import { Check, CircleAlert, Loader, Minus, X } from 'lucide-react'
import type { ReactNode } from 'react'

/** How a line of results stands. */
export type RowState = 'good' | 'bad' | 'warning' | 'busy' | 'none'

const ICONS: Readonly<Record<RowState, ReactNode>> = {
  good: <Check size={18} aria-hidden="true" />,
  bad: <X size={18} aria-hidden="true" />,
  warning: <CircleAlert size={18} aria-hidden="true" />,
  busy: <Loader size={18} className="spin" aria-hidden="true" />,
  none: <Minus size={18} aria-hidden="true" />,
}

/** One result: what, and how it stands, in words and with a mark. */
export function CheckRow({
  name,
  state,
  value,
  children,
}: {
  name: string
  state?: RowState
  value: string
  children?: ReactNode
}): ReactNode {
  return (
    <li className="check-row" data-state={state}>
      <span className="check-name">{name}</span>
      <span className="check-value">
        {state && ICONS[state]}
        <span>{value}</span>
      </span>
      {children}
    </li>
  )
}

/** A part of the results under a heading. */
export function CheckSection({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="check-section" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
