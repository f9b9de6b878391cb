import { Toolbar } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

/** How a control looks: `off` and `leave` are red, `active` is lit. */
type Tone = 'plain' | 'off' | 'active' | 'leave'

interface ControlButtonProps extends Omit<ComponentProps<'button'>, 'name'> {
  /** Accessible name: what a click does. */
  name: string
  /** Shorter text under the icon; part of the name, so that what is said aloud also works. */
  label: string
  icon: ReactNode
  tone?: Tone
  /** Why a click does nothing now, or what else there is to know about it. */
  note?: string | undefined
  /** Whether a click does nothing but say why. */
  isForbidden?: boolean
  /** Key that does the same. */
  shortcut?: string
  /** Small mark on the icon, a warning. */
  badge?: ReactNode
  /** Small number on the icon; the name has to tell it too. */
  count?: string | undefined
}

/** One control of the bar: icon and label. The bar tells its name and its key in a tooltip. */
export function ControlButton({
  name,
  label,
  icon,
  tone = 'plain',
  note,
  isForbidden = false,
  shortcut,
  badge,
  count,
  ...button
}: ControlButtonProps): ReactNode {
  // The style sheet draws the number, so that it is no second text beside the label.
  const mark =
    count === undefined ? (
      badge !== undefined && <span className="control-badge">{badge}</span>
    ) : (
      <span className="control-badge" data-count={count} />
    )
  return (
    <Toolbar.Button
      className="control"
      data-tone={tone}
      aria-label={name}
      aria-description={note}
      aria-disabled={isForbidden || undefined}
      {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': shortcut })}
      {...button}
    >
      <span className="control-icon" aria-hidden="true">
        {icon}
        {mark}
      </span>
      <span className="control-label">{label}</span>
    </Toolbar.Button>
  )
}
