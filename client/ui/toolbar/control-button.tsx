import { Toolbar, Tooltip } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

/** How a control looks: `off` and `leave` are red, `active` is lit. */
export type Tone = 'plain' | 'off' | 'active' | 'leave'

interface ControlButtonProps extends Omit<ComponentProps<'button'>, 'name'> {
  /** Accessible name: what a click does. */
  name: string
  /** Shorter text under the icon; part of the name, so that what is said aloud also works. */
  label: string
  icon: ReactNode
  tone?: Tone
  /** Key that does the same. */
  shortcut?: string
  /** Small mark on the icon: a number, or a warning. */
  badge?: ReactNode
}

/** One control of the bar: icon, label, and a tooltip with its key. */
export function ControlButton({
  name,
  label,
  icon,
  tone = 'plain',
  shortcut,
  badge,
  ...button
}: ControlButtonProps): ReactNode {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <Toolbar.Button className="control" data-tone={tone} aria-label={name} {...button}>
          <span className="control-icon" aria-hidden="true">
            {icon}
            {badge !== undefined && <span className="control-badge">{badge}</span>}
          </span>
          <span className="control-label">{label}</span>
        </Toolbar.Button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={8} collisionPadding={8}>
          {name}
          {shortcut && <kbd className="key">{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
