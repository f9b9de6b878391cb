import type { ReactNode } from 'react'
import type { CaptureStatus } from '../../session/state/state.ts'

interface PreviewToggleProps {
  status: CaptureStatus
  /** What a click does, which also tells the state. */
  name: string
  icons: { on: ReactNode; off: ReactNode }
  onToggle: (on: boolean) => void
}

/** A round toggle on the preview; red while off. */
export function PreviewToggle({ status, name, icons, onToggle }: PreviewToggleProps): ReactNode {
  const isOff = status === 'off'
  return (
    <button
      type="button"
      className="preview-toggle"
      data-off={isOff}
      aria-label={name}
      aria-busy={status === 'starting'}
      title={name}
      onClick={() => onToggle(isOff)}
    >
      <span aria-hidden="true">{isOff ? icons.off : icons.on}</span>
    </button>
  )
}
