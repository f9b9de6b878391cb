import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type HTMLAttributes,
  type PointerEvent,
  type ReactNode,
} from 'react'
import '../styles/popover.css'

/** For which a mouse rests on a control until its tooltip shows, in milliseconds. */
const DELAY_MS = 500
/** For which the tooltip stays when the mouse leaves, so that it can be reached, in milliseconds. */
const STAY_MS = 200
/** Between tooltip and control, and to the edges of the window, in pixels. */
const GAP = 8

interface Tooltip {
  handlers: HTMLAttributes<HTMLElement>
  tooltip: ReactNode
}

/**
 * One tooltip for all controls of a bar: it says their name and their key, above the control
 * that a mouse rests on or the keyboard has come to. It can be pointed at, and Escape closes it.
 * Assistive technology has both from the controls themselves.
 * Source: WCAG 2.2, 1.4.13 "Content on Hover or Focus".
 *
 * @returns handlers for an element around the bar, and what to render in it
 */
export function useTooltip(): Tooltip {
  const [control, setControl] = useState<Element | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Has said what to say, until the mouse has been elsewhere.
  const dismissed = useRef<Element>(null)
  const show = (next: Element | null, afterMs: number): void => {
    clearTimeout(timer.current)
    if (next !== control) timer.current = setTimeout(() => setControl(next), afterMs)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (!control) return
    const closeOnEscape = ({ key }: globalThis.KeyboardEvent): void => {
      if (key !== 'Escape') return
      dismissed.current = control
      setControl(null)
    }
    document.addEventListener('keydown', closeOnEscape)
    return () => document.removeEventListener('keydown', closeOnEscape)
  }, [control])

  const handlers: HTMLAttributes<HTMLElement> = {
    onPointerOver: ({ target, pointerType }: PointerEvent) => {
      const next = findControl(target)
      if (pointerType === 'touch' || (next && next === dismissed.current)) return
      dismissed.current = null
      // Who has one looks around in the others without a delay.
      if (next) show(next, control ? 0 : DELAY_MS)
      else show(isTooltip(target) ? control : null, STAY_MS)
    },
    onPointerLeave: () => {
      dismissed.current = null
      show(null, STAY_MS)
    },
    onPointerDown: ({ target }: PointerEvent) => {
      dismissed.current = findControl(target)
      show(null, 0)
    },
    onFocus: ({ target }: FocusEvent) => {
      if (target.matches(':focus-visible')) show(findControl(target), 0)
    },
    onBlur: () => show(null, 0),
    onClick: () => show(null, 0),
  }
  return { handlers, tooltip: control?.isConnected ? <Bubble control={control} /> : null }
}

function findControl(target: EventTarget): Element | null {
  return target instanceof Element ? target.closest('.control') : null
}

function isTooltip(target: EventTarget): boolean {
  return target instanceof Element && target.closest('.tooltip') !== null
}

function Bubble({ control }: { control: Element }): ReactNode {
  const bubble = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const { current } = bubble
    if (!current) return
    const { left, width, top } = control.getBoundingClientRect()
    const rightmost = innerWidth - current.offsetWidth - GAP
    const centered = left + (width - current.offsetWidth) / 2
    current.style.left = `${Math.max(GAP, Math.min(centered, rightmost))}px`
    current.style.top = `${top - current.offsetHeight - GAP}px`
  })
  const shortcut = control.getAttribute('aria-keyshortcuts')
  const note = control.getAttribute('aria-description')
  return (
    <div ref={bubble} className="tooltip" aria-hidden="true">
      <span>{control.getAttribute('aria-label')}</span>
      {note && <span className="tooltip-note">{note}</span>}
      {shortcut && <kbd className="key">{shortcut}</kbd>}
    </div>
  )
}
