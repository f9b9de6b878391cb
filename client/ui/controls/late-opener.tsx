import { Slot } from 'radix-ui'
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { loadPopups } from '../meeting/load-popups.ts'
import { notify } from '../toasts/notify.ts'

type Popups = Awaited<ReturnType<typeof loadPopups>>
type Kind = 'menu' | 'dialog'

interface LateOpenerProps {
  opens: Kind
  /** What opens, around its opener. */
  popup: (popups: Popups, opener: ReactNode) => ReactNode
  /** The opener, a button. */
  children: ReactNode
}

/** Popups that have come, and the key that asked for them; null for a pointer. */
interface Opening {
  popups: Popups
  key: string | null
}

/**
 * The opener of a menu or a popover. Their code comes late, so that the way into a meeting
 * is short: it is fetched when a pointer or the focus comes near. A press before it is there
 * opens once it is, as that press would have.
 */
export function LateOpener({ opens, popup, children }: LateOpenerProps): ReactNode {
  const { t } = useTranslation()
  const [opening, setOpening] = useState<Opening>()
  const isPressed = useRef(false)
  const opener = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    // Whoever has gone on to something else by now is left there.
    if (opening && opener.current && document.activeElement?.contains(opener.current)) {
      repeatPress(opener.current, opens, opening.key)
    }
  }, [opening, opens])

  const press = async (key: string | null): Promise<void> => {
    if (isPressed.current) return
    isPressed.current = true
    try {
      setOpening({ popups: await loadPopups(), key })
    } catch {
      isPressed.current = false
      notify({ id: 'popups', text: t('common.somethingFailed'), tone: 'bad' })
    }
  }

  if (opening) return popup(opening.popups, <Slot.Root ref={opener}>{children}</Slot.Root>)
  return (
    <Slot.Root
      ref={opener}
      aria-haspopup={opens}
      aria-expanded={false}
      data-state="closed"
      onPointerEnter={prefetch}
      onFocus={prefetch}
      // Keyboards report no click count.
      onClick={({ detail }: MouseEvent) => void press(detail > 0 ? null : 'Enter')}
      onKeyDown={(event: KeyboardEvent) => {
        if (opens !== 'menu' || event.key !== 'ArrowDown') return
        event.preventDefault()
        void press(event.key)
      }}
    >
      {children}
    </Slot.Root>
  )
}

function prefetch(): void {
  fetchAhead(loadPopups)
}

/** Does to the opener of a popup what was done to the one that stood in for it, and is gone. */
function repeatPress(opener: HTMLElement, opens: Kind, key: string | null): void {
  opener.focus()
  if (opens === 'dialog') opener.click()
  else if (key) opener.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  else opener.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
}
